-- name: read_offsets
SELECT u.nth, o.next_offset
FROM unnest($2::text[], $3::int4[]) WITH ORDINALITY AS u (topic, partition, nth)
JOIN lrstream.consumer_offset o
	ON o.consumer_group = $1 AND o.topic = u.topic AND o.partition = u.partition

-- name: start_offsets
INSERT INTO lrstream.consumer_offset (consumer_group, topic, partition, next_offset)
SELECT $1, u.*
FROM unnest($2::text[], $3::int4[], $4::int8[]) AS u
ON CONFLICT DO NOTHING

-- name: advance_offsets
UPDATE lrstream.consumer_offset o
SET next_offset = u.next_offset
FROM unnest($2::text[], $3::int4[], $4::int8[], $5::int8[]) AS u (topic, partition, next_offset, expected)
WHERE o.consumer_group = $1 AND o.topic = u.topic AND o.partition = u.partition AND o.next_offset = u.expected
