-- Where each Kafka partition goes on. Rows move in every transaction, so pages keep room to update them in place.

CREATE TABLE lrstream.consumer_offset (
	consumer_group text NOT NULL,
	topic text NOT NULL,
	partition integer NOT NULL,
	next_offset bigint NOT NULL,
	PRIMARY KEY (consumer_group, topic, partition)
) WITH (fillfactor = 30);
COMMENT ON TABLE lrstream.consumer_offset IS 'Where each partition ever assigned goes on; Kafka''s own commits are advisory';
COMMENT ON COLUMN lrstream.consumer_offset.consumer_group IS 'The consumer group (group.id)';
COMMENT ON COLUMN lrstream.consumer_offset.topic IS 'The topic';
COMMENT ON COLUMN lrstream.consumer_offset.partition IS 'The partition''s number';
COMMENT ON COLUMN lrstream.consumer_offset.next_offset IS 'The offset of the next message to read';
