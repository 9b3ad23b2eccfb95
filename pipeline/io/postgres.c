/* One connection over libpq.
 *
 * libpq tells an error's SQLSTATE only for statements, not for a connection that failed; whether a missing database or
 * a server that is starting up stopped us makes all the difference (give up, or wait), and its message is in the
 * server's language. So after a failed attempt a second one is made that asks for the code in place of the message.
 */
#include "pipeline/io/postgres.h"

#include <assert.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

enum {
	SQLSTATE_LEN = 5,
	STATEMENTS_MOST = 256,
	COPY_PIECE = 64 * 1024, /* libpq's own buffer grows to what one call hands it */
	DIAGNOSE_MS = 5000
};

struct postgres {
	PGconn *conn;
	char sqlstate[SQLSTATE_LEN + 1];
	const char *prepared[STATEMENTS_MOST];
	int prepared_count;
};

/* ---- errors ---- */

/* SQLSTATEs, or classes of them, that another attempt may not meet. */
static const char *const transient_states[] = {
    "08",    /* connection exceptions */
    "25006", /* read-only: the old primary after a failover */
    "40",    /* transaction rollback: serialization, deadlock */
    "53",    /* out of connections, memory or disk */
    "55P03", /* lock not available */
    "57014", /* cancelled, by a person or a timeout */
    "57P01", /* administrator's shutdown */
    "57P02", /* crash shutdown */
    "57P03", /* starting up */
    "57P05", /* idle session timeout */
};

static bool
state_is_transient(const char *state)
{
	for (size_t i = 0; i < sizeof(transient_states) / sizeof(*transient_states); i++)
		if (strncmp(state, transient_states[i], strlen(transient_states[i])) == 0)
			return true;
	return false;
}

static bool
state_is_data(const char *state)
{
	return strncmp(state, "22", 2) == 0 || strncmp(state, "23", 2) == 0;
}

/* The first line of libpq's own message, which has no row's data in it. */
static int
first_line(const char *message)
{
	return (int)strcspn(message, "\n");
}

static const char *
field(const PGresult *r, int code)
{
	const char *text = PQresultErrorField(r, code);

	return text ? text : "";
}

/* What may be said of a refused value: which rule refused it. */
static void
data_message(char *to, size_t size, const PGresult *r)
{
	const char *constraint = field(r, PG_DIAG_CONSTRAINT_NAME);
	const char *column = field(r, PG_DIAG_COLUMN_NAME);

	snprintf(to, size, "a value was refused%s%s%s%s", *constraint ? " by constraint " : "", constraint,
	    *column ? " in column " : "", column);
}

/* Notes a failed result (NULL: the connection gave none), frees it and returns false. */
static bool
fail(struct postgres *db, PGresult *r, struct error *err)
{
	const char *state = r ? field(r, PG_DIAG_SQLSTATE) : "";
	char text[300];

	snprintf(db->sqlstate, sizeof(db->sqlstate), "%s", state);
	if (!*state) {
		const char *message = PQerrorMessage(db->conn);

		error_transient(err, "PostgreSQL: %.*s", first_line(message), message);
	} else {
		if (state_is_data(state))
			data_message(text, sizeof(text), r);
		else
			snprintf(text, sizeof(text), "%s", field(r, PG_DIAG_MESSAGE_PRIMARY));
		if (state_is_transient(state) || PQstatus(db->conn) != CONNECTION_OK)
			error_transient(err, "PostgreSQL %s: %s", state, text);
		else
			error_world(err, "PostgreSQL %s: %s", state, text);
	}
	PQclear(r);
	return false;
}

static bool
succeeded(const PGresult *r)
{
	ExecStatusType status = PQresultStatus(r);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

const char *
postgres_sqlstate(const struct postgres *db)
{
	return db->sqlstate;
}

bool
postgres_data_error(const struct postgres *db)
{
	return state_is_data(db->sqlstate);
}

/* ---- connecting ---- */

static void
ignore_notice(void *context, const char *message)
{
	(void)context, (void)message; /* notices may quote data */
}

/* Calls libpq's start function with our settings around the user's conninfo, which may override the first ones. */
static PGconn *
connect_with(PGconn *(*start)(const char *const *, const char *const *, int), const char *conninfo)
{
	const char *timeout = getenv("PGCONNECT_TIMEOUT");
	const char *keys[] = {
	    "fallback_application_name", "connect_timeout", "dbname", "client_encoding", NULL};
	const char *values[] = {"lrstream", timeout ? timeout : "10", conninfo, "UTF8", NULL};

	return start(keys, values, 1);
}

/* Waits for an asynchronous attempt to end; false if it is not over in time. */
static bool
connect_wait(PGconn *conn)
{
	PostgresPollingStatusType status = PGRES_POLLING_WRITING;

	while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED) {
		struct pollfd fd = {
		    .fd = PQsocket(conn), .events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT};

		if (fd.fd < 0 || poll(&fd, 1, DIAGNOSE_MS) <= 0)
			return false;
		status = PQconnectPoll(conn);
	}
	return true;
}

/* Why the server does not let us in, as SQLSTATE; "" if it does not say, or is not there. */
static void
connect_state(const char *conninfo, char state[SQLSTATE_LEN + 1])
{
	PGconn *conn = connect_with(PQconnectStartParams, conninfo);
	const char *at;

	*state = '\0';
	if (!conn)
		return;
	PQsetErrorVerbosity(conn, PQERRORS_SQLSTATE);
	if (PQstatus(conn) != CONNECTION_BAD && connect_wait(conn)) {
		/* "connection to server … failed: FATAL:  3D000" */
		at = strstr(PQerrorMessage(conn), ":  ");
		if (at && strcspn(at + 3, "\n") == SQLSTATE_LEN)
			snprintf(state, SQLSTATE_LEN + 1, "%s", at + 3);
	}
	PQfinish(conn);
}

static void
connect_error(PGconn *conn, const char *conninfo, struct error *err)
{
	const char *message = PQerrorMessage(conn);
	char state[SQLSTATE_LEN + 1];

	connect_state(conninfo, state);
	if (PQconnectionNeedsPassword(conn) || (*state && !state_is_transient(state)))
		error_world(
		    err, "PostgreSQL%s%s: %.*s", *state ? " " : "", state, first_line(message), message);
	else
		error_transient(
		    err, "PostgreSQL%s%s: %.*s", *state ? " " : "", state, first_line(message), message);
}

/* False if libpq cannot read it at all: a word that is neither a name nor key=value pairs is a database's name. */
static bool
conninfo_readable(const char *conninfo, struct error *err)
{
	PQconninfoOption *options;
	char *message = NULL;
	bool ok = true;

	if (strchr(conninfo, '=') || strstr(conninfo, "://")) {
		options = PQconninfoParse(conninfo, &message);
		if (!options) {
			/* The message quotes what it could not read, which may be a password gone astray. */
			error_usage(
			    err, "database: this is no libpq connection string (key=value pairs, or a URI)");
			ok = false;
		}
		PQconninfoFree(options);
		PQfreemem(message);
	}
	return ok;
}

struct postgres *
postgres_open(const char *conninfo, struct error *err)
{
	struct postgres *db;
	PGconn *conn;

	if (!conninfo_readable(conninfo, err))
		return NULL;
	conn = connect_with(PQconnectdbParams, conninfo);
	if (!conn || PQstatus(conn) != CONNECTION_OK) {
		connect_error(conn, conninfo, err);
		PQfinish(conn);
		return NULL;
	}
	PQsetNoticeProcessor(conn, ignore_notice, NULL);
	db = calloc(1, sizeof(*db));
	if (!db)
		abort();
	db->conn = conn;
	return db;
}

void
postgres_close(struct postgres *db)
{
	if (!db)
		return;
	PQfinish(db->conn);
	free(db);
}

bool
postgres_alive(const struct postgres *db)
{
	return PQstatus(db->conn) == CONNECTION_OK;
}

/* ---- transactions ---- */

bool
postgres_script(struct postgres *db, const char *sql, struct error *err)
{
	PGresult *r = PQexec(db->conn, sql);

	if (!succeeded(r))
		return fail(db, r, err);
	PQclear(r);
	return true;
}

bool
postgres_begin(struct postgres *db, struct error *err)
{
	db->sqlstate[0] = '\0';
	return postgres_script(db, "BEGIN ISOLATION LEVEL READ COMMITTED", err);
}

bool
postgres_commit(struct postgres *db, struct error *err)
{
	PGresult *r = PQexec(db->conn, "COMMIT");
	bool committed;

	if (!succeeded(r))
		return fail(db, r, err);
	committed = strcmp(PQcmdStatus(r), "COMMIT") == 0; /* "ROLLBACK" if a statement had failed before */
	PQclear(r);
	return committed || error_transient(err, "PostgreSQL: the transaction had failed already");
}

void
postgres_rollback(struct postgres *db)
{
	PQclear(PQexec(db->conn, "ROLLBACK"));
}

static bool
point(struct postgres *db, const char *verb, const char *name, struct error *err)
{
	char sql[100];

	snprintf(sql, sizeof(sql), "%s %s", verb, name);
	return postgres_script(db, sql, err);
}

bool
postgres_savepoint(struct postgres *db, const char *name, struct error *err)
{
	return point(db, "SAVEPOINT", name, err);
}

bool
postgres_rollback_to(struct postgres *db, const char *name, struct error *err)
{
	return point(db, "ROLLBACK TO SAVEPOINT", name, err);
}

bool
postgres_release(struct postgres *db, const char *name, struct error *err)
{
	return point(db, "RELEASE SAVEPOINT", name, err);
}

/* ---- queries ---- */

static bool
prepare(struct postgres *db, const char *name, const char *sql, const struct params *p, struct error *err)
{
	Oid types[PARAMS_MOST];
	int count = p ? p->count : 0;
	PGresult *r;

	for (int i = 0; i < db->prepared_count; i++)
		if (db->prepared[i] == name || strcmp(db->prepared[i], name) == 0)
			return true;
	for (int i = 0; i < count; i++)
		types[i] = p->at[i].type;
	r = PQprepare(db->conn, name, sql, count, types);
	if (!succeeded(r))
		return fail(db, r, err);
	PQclear(r);
	assert(db->prepared_count < STATEMENTS_MOST);
	db->prepared[db->prepared_count++] = name;
	return true;
}

static PGresult *
execute(struct postgres *db, const char *name, const struct params *p)
{
	const char *values[PARAMS_MOST];
	int lengths[PARAMS_MOST], formats[PARAMS_MOST];
	int count = p ? p->count : 0;

	assert(!p || !p->in_array);
	for (int i = 0; i < count; i++) {
		values[i] = p->at[i].len < 0 ? NULL : p->bytes.at ? p->bytes.at + p->at[i].start : "";
		lengths[i] = p->at[i].len;
		formats[i] = 1;
	}
	return PQexecPrepared(db->conn, name, count, values, lengths, formats, 1);
}

bool
postgres_run(struct postgres *db, const char *name, const char *sql, const struct params *p,
    struct rows **out, int64_t *affected, struct error *err)
{
	PGresult *r;

	if (out)
		*out = NULL;
	if (!prepare(db, name, sql, p, err))
		return false;
	r = execute(db, name, p);
	if (!succeeded(r))
		return fail(db, r, err);
	if (affected)
		*affected = strtoll(PQcmdTuples(r), NULL, 10);
	if (out)
		*out = (struct rows *)r;
	else
		PQclear(r);
	return true;
}

/* ---- results ---- */

static const PGresult *
result(const struct rows *rows)
{
	return (const PGresult *)rows;
}

static uint64_t
read_bytes(const char *at, int len)
{
	uint64_t v = 0;

	for (int i = 0; i < len; i++)
		v = v << 8 | (uint8_t)at[i];
	return v;
}

/* The value's bytes, which must be `width` of them. */
static const char *
value(const struct rows *rows, int row, int column, int width)
{
	assert(PQgetlength(result(rows), row, column) == width);
	(void)width;
	return PQgetvalue(result(rows), row, column);
}

int
rows_count(const struct rows *rows)
{
	return PQntuples(result(rows));
}

bool
rows_null(const struct rows *rows, int row, int column)
{
	return PQgetisnull(result(rows), row, column);
}

bool
rows_bool(const struct rows *rows, int row, int column)
{
	return *value(rows, row, column, 1) != 0;
}

int64_t
rows_int(const struct rows *rows, int row, int column)
{
	int width = PQgetlength(result(rows), row, column);
	uint64_t v = read_bytes(PQgetvalue(result(rows), row, column), width);

	assert(width == 2 || width == 4 || width == 8);
	return width == 2 ? (int16_t)v : width == 4 ? (int32_t)v : (int64_t)v;
}

double
rows_float8(const struct rows *rows, int row, int column)
{
	uint64_t bits = read_bytes(value(rows, row, column, 8), 8);
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

struct str
rows_text(const struct rows *rows, int row, int column)
{
	if (rows_null(rows, row, column))
		return (struct str){0};
	return (struct str){
	    PQgetvalue(result(rows), row, column), (size_t)PQgetlength(result(rows), row, column)};
}

const uint8_t *
rows_uuid(const struct rows *rows, int row, int column)
{
	return rows_null(rows, row, column) ? NULL : (const uint8_t *)value(rows, row, column, 16);
}

int64_t
rows_time(const struct rows *rows, int row, int column)
{
	const int64_t epoch = INT64_C(946684800000000); /* 2000-01-01, where PostgreSQL counts from */

	return (int64_t)read_bytes(value(rows, row, column, 8), 8) + epoch;
}

const uint8_t *
rows_tid(const struct rows *rows, int row, int column)
{
	return (const uint8_t *)value(rows, row, column, 6);
}

void
rows_free(struct rows *rows)
{
	PQclear((PGresult *)rows);
}

/* ---- COPY ---- */

static bool
copy_bytes(struct postgres *db, const char *at, size_t len, struct error *err)
{
	while (len > 0) {
		size_t piece = len < COPY_PIECE ? len : COPY_PIECE;

		if (PQputCopyData(db->conn, at, (int)piece) != 1)
			return fail(db, NULL, err);
		at += piece;
		len -= piece;
	}
	return true;
}

bool
postgres_copy_begin(struct postgres *db, const char *sql, struct error *err)
{
	/* The signature, no flags, no header extension. */
	static const char header[19] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0";
	PGresult *r = PQexec(db->conn, sql);

	if (PQresultStatus(r) != PGRES_COPY_IN)
		return fail(db, r, err);
	PQclear(r);
	return copy_bytes(db, header, sizeof(header), err);
}

bool
postgres_copy_part(struct postgres *db, struct copy *rows, struct error *err)
{
	bool ok = copy_bytes(db, rows->bytes.at, rows->bytes.len, err);

	copy_clear(rows);
	return ok;
}

bool
postgres_copy_end(struct postgres *db, struct error *err)
{
	PGresult *r;
	bool ok = true;

	if (!copy_bytes(db, "\377\377", 2, err))
		return false;
	if (PQputCopyEnd(db->conn, NULL) != 1)
		return fail(db, NULL, err);
	while ((r = PQgetResult(db->conn))) { /* the verdict, and what follows if the connection breaks now */
		if (!succeeded(r) && ok)
			ok = fail(db, r, err);
		else
			PQclear(r);
	}
	return ok;
}

bool
postgres_copy(struct postgres *db, const char *sql, const struct copy *rows, struct error *err)
{
	return postgres_copy_begin(db, sql, err) && copy_bytes(db, rows->bytes.at, rows->bytes.len, err)
	       && postgres_copy_end(db, err);
}
