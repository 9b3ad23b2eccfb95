-- One snapshot for the facts, the rows and the view.
-- name: explain_begin
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;
SET LOCAL search_path = lrstream

-- name: explain_set
SELECT set_config('lrstream.tenant', $1::text, true),
	set_config('lrstream.as_of', coalesce($2::text, current_setting('lrstream.as_of', true), ''), true)

-- name: explain_names
SELECT DISTINCT name FROM lrstream.indicator ORDER BY name

-- What else the view needs to be asked by: columns of these names.
-- name: explain_definition
SELECT i.definition, i.definition_version, i.state_class, i."view", i."column", lrstream.as_of(), k.keys @> '{course}',
	k.keys @> '{activity}', k.keys @> '{skill}', k.keys @> '{day}'
FROM lrstream.indicator i
CROSS JOIN LATERAL (
	SELECT array_agg(a.attname::text) AS keys
	FROM pg_attribute a
	WHERE a.attrelid = to_regclass('api_v1.' || i."view") AND a.attnum > 0
) AS k
WHERE i.name = $1::text
ORDER BY i.definition_version DESC
LIMIT 1

-- name: explain_parts
SELECT p."table", p."column", p.divisor, p.unit, array_to_string(p.meanings, ' '), p.structured,
	col_description(to_regclass('lrstream.' || p."table"), a.attnum),
	a.attnotnull AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
FROM lrstream.indicator_part p
JOIN pg_attribute a ON a.attrelid = to_regclass('lrstream.' || p."table") AND a.attname = p."column"
WHERE p.indicator = $1::text
ORDER BY p.place

-- name: explain_statements
SELECT u.n, verb.iri, activity.iri
FROM unnest($2::uuid[]) WITH ORDINALITY AS u (id, n)
JOIN lrstream.statement s ON s.tenant = $1::int2 AND s.id = u.id
LEFT JOIN lrstream.iri verb ON verb.key = s.verb
LEFT JOIN lrstream.iri activity ON activity.key = s.activity
ORDER BY u.n

-- The query for what the view shows: the value, and what else tells its rows apart.
-- name: explain_value_query
WITH columns AS (
	SELECT a.attname AS name, a.attnum AS place
	FROM pg_attribute a
	WHERE a.attrelid = to_regclass('api_v1.' || $1::text) AND a.attnum > 0
), given (name, value) AS (
	VALUES ('learner', $3::uuid::text), ('course', $4::text), ('activity', $5::text), ('skill', $6::text), ('day', $7::text)
), others AS (
	SELECT string_agg(format('v.%I', name), ', ' ORDER BY place) AS list
	FROM columns
	WHERE name = ANY ('{course,activity,week,metric,from_second,to_second,second,id}')
		AND name NOT IN (SELECT name FROM given WHERE value IS NOT NULL)
)
SELECT format('SELECT concat_ws('' '', %s)::text, v.%I::text FROM api_v1.%I v WHERE %s ORDER BY 1',
	coalesce(others.list, ''''''), $2::text, $1::text, string_agg(format('v.%I = %L', g.name, g.value), ' AND '))
FROM others, given g
JOIN columns c ON c.name = g.name
WHERE g.value IS NOT NULL
GROUP BY others.list
