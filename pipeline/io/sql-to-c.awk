# Turns a .sql file into C constants. A line "-- name: insert_iris" starts SQL_INSERT_IRIS, which ends before the
# next such line; comments and blank lines are left out.
function finish() { if (open) print "    ;"; open = 0 }
BEGIN { print "/* Made from a .sql file; edit that. */" }
/^-- name: / { finish(); printf "static const char SQL_%s[] =\n", toupper($3); open = 1; next }
/^[ \t]*--/ || /^[ \t]*$/ { next }
open { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "    \"%s\\n\"\n", $0 }
END { finish() }
