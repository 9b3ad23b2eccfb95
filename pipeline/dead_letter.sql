-- name: insert_dead_letters
INSERT INTO lrstream.dead_letter (tenant, code, stage, pointer, source, topic, partition, "offset", nth, received_at)
SELECT $1, u.*
FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int4[], $8::int8[], $9::int4[],
	$10::timestamptz[]) AS u
ON CONFLICT DO NOTHING
