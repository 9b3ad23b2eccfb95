/* The tables with a row for each row that the fold makes of a learner's facts: what stands where, and the SQL for it.
 *
 * Each is described once, column by column; reading, inserting, updating and deleting follow from that. A new table is
 * an entry in enum learner_table, a set in struct contributions, a line in changes.c, and a description here.
 */
#ifndef LRSTREAM_INDICATORS_TABLES_H
#define LRSTREAM_INDICATORS_TABLES_H

#include "stages/indicators/tables/columns.h"

/* What is done to a table, each by one prepared statement. $1 is the tenant, then comes an array a column. */
enum table_action {
	ACTION_INSERT,  /* all columns; the only one that is a COPY, of rows that begin with the tenant */
	ACTION_MOVE,    /* those that are no key, then the tids of the rows they take the place of */
	ACTION_REPLACE, /* all; the rows are found by their keys */
	ACTION_DELETE,  /* the key */
	ACTION_READ,    /* what is asked for; gives its ordinal from 1, the row's tid and all columns */
	TABLE_ACTIONS
};

struct table_description {
	const char *table;
	const char *names[TABLE_ACTIONS]; /* of the prepared statements; NULL: never done to it, or a COPY */
	const struct column
	    *columns; /* first those that rows are asked for by, and of these first the learner */
	int count;
	int key_at, keys; /* the columns of the key, without the tenant */
	int asked;        /* 1: all rows of the learner, 2: of the fact's course, 3: of its activity there */
	bool (*wanted)(const struct fact *); /* going on with this fact may need a row */
	bool credited;                       /* and the fact before it, when it is credited with time */
	bool structured;                     /* there are rows only of courses whose structure is known */
	bool by_skill; /* asked for by the skills of the fact's lesson, not by its course */
};

extern const struct table_description table_descriptions[LEARNER_TABLES];

/* The columns whose arrays an action takes. */
struct column_choice {
	const struct column *at[PARAMS_MOST];
	int count;
};

struct column_choice columns_of(const struct table_description *, enum table_action);

/* The SQL of all tables, made once. */
struct table_sql {
	struct buf texts[LEARNER_TABLES][TABLE_ACTIONS];
};

void table_sql_make(struct table_sql *);
void table_sql_free(struct table_sql *);

/* Runs one of them. */
bool table_run(const struct table_sql *, struct postgres *, enum learner_table, enum table_action,
    const struct params *, struct rows **out, struct error *);

#endif
