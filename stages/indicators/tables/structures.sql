-- name: structures_number
SELECT coalesce(max(number), 0) FROM course_structure WHERE tenant = $1::int2

-- ---- loading: what changed since the change $2 ----

-- name: load_courses
SELECT course
FROM course_structure
WHERE tenant = $1::int2 AND number > $2::int8
ORDER BY course

-- name: load_versions
SELECT v.course, nullif(v.from_at, '-infinity'), v.starts_at, v.ends_at, v.lessons
FROM (SELECT $1::int2 AS tenant, course FROM unnest($2::int8[]) AS course OFFSET 0) AS u
JOIN structure_version v ON v.tenant = u.tenant AND v.course = u.course
ORDER BY v.course, v.number

-- Skills as bytes: 8 for each, in order.
-- name: load_lessons
SELECT l.course, l.number, l.activity, l.move_on, l.due_at,
	(SELECT string_agg(int8send(skill), '' ORDER BY n) FROM unnest(l.skills) WITH ORDINALITY AS s (skill, n))
FROM (SELECT $1::int2 AS tenant, course FROM unnest($2::int8[]) AS course OFFSET 0) AS u
JOIN structure_lesson l ON l.tenant = u.tenant AND l.course = u.course
ORDER BY l.course, l.number, l.place

-- ---- writing ----

-- name: find_content
SELECT content FROM course_structure WHERE tenant = $1::int2 AND course = $2::int8

-- In the order of the keys, which is the order in which workers lock.
-- name: name_iris
INSERT INTO lrstream.iri (key, iri)
SELECT u.*
FROM unnest($1::int8[], $2::text[]) AS u
ON CONFLICT DO NOTHING

-- name: write_course
INSERT INTO course_structure (tenant, course, number, content, name)
SELECT $1::int2, $2::int8, coalesce(max(number), 0) + 1, $3::int8, $4::text
FROM course_structure
WHERE tenant = $1::int2
ON CONFLICT (tenant, course) DO UPDATE SET
	number = excluded.number, content = excluded.content, name = excluded.name, changed_at = excluded.changed_at

-- name: clear_course
WITH lessons AS (DELETE FROM structure_lesson WHERE tenant = $1::int2 AND course = $2::int8)
DELETE FROM structure_version WHERE tenant = $1::int2 AND course = $2::int8

-- name: write_versions
INSERT INTO structure_version (tenant, course, number, version, from_at, until_at, starts_at, ends_at, lessons)
SELECT $1::int2, $2::int8, u.number, u.version, coalesce(u.from_at, '-infinity'),
	lead(u.from_at, 1, 'infinity') OVER (ORDER BY u.number), u.starts_at, u.ends_at, u.lessons
FROM unnest($3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[], $7::int4[]) WITH ORDINALITY
	AS u (version, from_at, starts_at, ends_at, lessons, number)

-- name: write_lessons
INSERT INTO structure_lesson (tenant, course, number, place, activity, move_on, due_at, length_us, skills)
SELECT $1::int2, $2::int8, $3::int4, u.place, u.activity, u.move_on, u.due_at, u.length_us, u.skills::bigint[]
FROM unnest($4::int8[], $5::int2[], $6::timestamptz[], $7::int8[], $8::text[]) WITH ORDINALITY
	AS u (activity, move_on, due_at, length_us, skills, place)

-- ---- learners of courses whose structure has changed ----

-- The next $4 behind the learner $3 with a statement in one of the courses $2.
-- name: next_learners
SELECT DISTINCT learner
FROM learner_course
WHERE tenant = $1::int2 AND learner > $3::uuid AND course = ANY ($2::int8[])
ORDER BY learner
LIMIT $4::int4
