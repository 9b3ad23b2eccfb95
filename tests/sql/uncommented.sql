-- What lacks a comment: tables, views, their columns, and functions of lrstream's schemas. Lists nothing when all is well.
SELECT format('%I.%I', n.nspname, c.relname) || coalesce('.' || quote_ident(a.attname), '') AS uncommented
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname IN ('lrstream', 'api_v1')
LEFT JOIN LATERAL (
	SELECT attname, attnum FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
	UNION ALL
	SELECT NULL, 0
) a ON true
WHERE c.relkind IN ('r', 'p', 'v', 'm')
	AND (CASE a.attnum WHEN 0 THEN obj_description(c.oid, 'pg_class') ELSE col_description(c.oid, a.attnum) END) IS NULL
UNION ALL
SELECT p.oid::regprocedure::text
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname IN ('lrstream', 'api_v1')
WHERE obj_description(p.oid, 'pg_proc') IS NULL
ORDER BY 1
