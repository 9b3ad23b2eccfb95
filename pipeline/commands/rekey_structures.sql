-- name: structure_iris
SELECT key, iri
FROM lrstream.iri
WHERE key IN (
	SELECT course FROM lrstream.course_structure WHERE tenant = $1::int2
	UNION
	SELECT activity FROM lrstream.structure_lesson WHERE tenant = $1::int2
	UNION
	SELECT unnest(skills) FROM lrstream.structure_lesson WHERE tenant = $1::int2)

-- name: add_rekeyed_iris
INSERT INTO lrstream.iri (key, iri) SELECT u.* FROM unnest($1::int8[], $2::text[]) AS u ON CONFLICT DO NOTHING

-- What was said under the old names is another content.
-- name: rename_in_structures
WITH renamed AS (
	SELECT * FROM unnest($2::int8[], $3::int8[]) AS u (old, new)
), lessons AS (
	UPDATE lrstream.structure_lesson l
	SET course = coalesce((SELECT new FROM renamed WHERE old = l.course), l.course),
		activity = coalesce((SELECT new FROM renamed WHERE old = l.activity), l.activity),
		skills = ARRAY(
			SELECT coalesce(r.new, s.skill)
			FROM unnest(l.skills) WITH ORDINALITY AS s (skill, n)
			LEFT JOIN renamed r ON r.old = s.skill
			ORDER BY s.n)
	WHERE l.tenant = $1::int2 AND (l.course = ANY ($2::int8[]) OR l.activity = ANY ($2::int8[]) OR l.skills && $2::int8[])
), versions AS (
	UPDATE lrstream.structure_version v
	SET course = r.new
	FROM renamed r
	WHERE v.tenant = $1::int2 AND v.course = r.old
)
UPDATE lrstream.course_structure c
SET course = r.new
FROM renamed r
WHERE c.tenant = $1::int2 AND c.course = r.old
