/* Looking up in sorted rows; see lookup.h. */
#include "stages/convert/run/lookup.h"

const struct json *
lookup_find(const struct lookup *table, struct str key)
{
	uint32_t low = 0, high = table->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = str_cmp(table->rows[middle].key, key);

		if (order == 0)
			return &table->rows[middle].value;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

enum found
run_lookup(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);
	const struct json *value;
	struct str key;

	if (found != FOUND)
		return found;
	if (out->type >= JSON_ARRAY)
		return run_fail(r, REJECT_TYPE);
	if (json_is_bool(out))
		key = out->type == JSON_TRUE ? STR("true") : STR("false");
	else
		key = json_text(out);
	value = lookup_find(n->lookup, key);
	if (!value)
		return NOTHING;
	*out = *value;
	return FOUND;
}
