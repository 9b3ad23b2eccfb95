# lrstream: `make` builds build/lrstream and installs nothing; `make deps` installs what is missing.
#   make demo   the whole path on a private broker and database, with sample events
#   make test   unit, golden and end-to-end tests        make lint   style and structure
#   make san    tests under ASan and UBSan               make bench  what is fast and what is not

CC ?= cc
VERSION := 0.1.0
PKGS := rdkafka yajl libpcre2-8 libpq libcrypto yaml-0.1
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS))
PKG_LIBS = $(shell pkg-config --libs $(PKGS))
MODE_CFLAGS ?= -O2 -g
CFLAGS_ALL = -std=c11 -D_XOPEN_SOURCE=700 -DLRSTREAM_VERSION='"$(VERSION)"' -Wall -Wextra -Werror \
	-fno-strict-overflow -ffp-contract=off -I. -I$(GEN) $(PKG_CFLAGS) $(MODE_CFLAGS) $(CFLAGS)
LIBS = $(PKG_LIBS) -lm -lpthread

# `make V=1` shows whole commands, `make -s` nothing.
Q := $(if $(V),,@)
SAY := @$(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),:,echo)

BUILD ?= build
OBJ := $(BUILD)/obj
GEN := $(BUILD)/gen

SOURCES := $(shell find pipeline stages -name '*.c' | sort)
MAIN := pipeline/main.c
OBJECTS := $(SOURCES:%.c=$(OBJ)/%.o)
LIBRARY := $(BUILD)/liblrstream.a
SQL := $(shell find pipeline stages -name '*.sql' | sort)
SQL_HEADERS := $(SQL:%=$(GEN)/%.h)
UNIT := $(shell find tests/unit -name '*_test.c' | sort)
UNIT_BINARIES := $(UNIT:%.c=$(BUILD)/%)

.PHONY: all deps test unit golden lint sql san replay fuzz bench demo cases programs clean
all: $(BUILD)/lrstream

$(BUILD)/lrstream: $(OBJ)/pipeline/main.o $(LIBRARY)
	$(SAY) LINK $@
	$(Q)$(CC) $(CFLAGS_ALL) -o $@ $^ $(LDFLAGS) $(LIBS)

$(LIBRARY): $(filter-out $(OBJ)/pipeline/main.o,$(OBJECTS))
	@rm -f $@
	$(Q)ar rcs $@ $^

# Code beyond the privacy line is compiled so that identified data cannot reach it (see core/record.h).
$(OBJ)/stages/indicators/%.o $(OBJ)/stages/store/%.o: CFLAGS_ALL += -DBEYOND_PRIVACY_LINE

$(OBJ)/%.o: %.c | $(SQL_HEADERS)
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# SQL lives in .sql files: "-- name: insert_iris" starts the constant SQL_INSERT_IRIS.
$(GEN)/%.sql.h: %.sql pipeline/io/sql-to-c.awk
	@mkdir -p $(@D)
	$(Q)awk -f pipeline/io/sql-to-c.awk $< > $@

$(BUILD)/tests/unit/%_test: tests/unit/%_test.c $(LIBRARY)
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -o $@ $< $(LIBRARY) $(LDFLAGS) $(LIBS) -lcmocka

deps:
	deploy/environment deps

demo:
	deploy/demo

# Sets up what is missing, as a fresh machine needs it.
test:
	deploy/environment deps build run
	$(MAKE) --no-print-directory -j$(shell nproc) programs
	tests/run

unit: $(UNIT_BINARIES)
	@failed=0; for t in $^; do $$t || failed=1; done; exit $$failed

golden: $(BUILD)/lrstream
	tests/golden/run.py $<
	tests/samples.py $<
	tests/snapshots.py $<

lint:
	deploy/environment deps build lint
	$(MAKE) --no-print-directory sql
	python3 tests/lint.py

sql: $(SQL_HEADERS) ;

# The tests again, built with the sanitizers into a folder of their own.
SAN_FLAGS := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
san:
	$(MAKE) BUILD=$(BUILD)/san MODE_CFLAGS="-O1 -g $(SAN_FLAGS)" LDFLAGS="$(SAN_FLAGS)" all unit golden replay

# Fuzz targets: `make replay` runs each over the small corpus kept for it; with clang, `make fuzz FUZZ=json` searches on.
FUZZ_TARGETS := $(patsubst tests/fuzz/corpus/%,%,$(wildcard tests/fuzz/corpus/*))
$(BUILD)/tests/fuzz/%: tests/fuzz/%_fuzz.c tests/fuzz/replay.c $(LIBRARY)
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(Q)$(CC) $(CFLAGS_ALL) -o $@ $^ $(LDFLAGS) $(LIBS)

FUZZ_BINARIES := $(FUZZ_TARGETS:%=$(BUILD)/tests/fuzz/%)
replay: $(FUZZ_BINARIES)
	@for t in $(FUZZ_TARGETS); do $(BUILD)/tests/fuzz/$$t tests/fuzz/corpus/$$t || exit 1; done

FUZZ ?= json
FUZZ_SECONDS ?= 60
FUZZ_FLAGS := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
fuzz:
	$(MAKE) CC=clang BUILD=$(BUILD)/fuzz MODE_CFLAGS="-O1 -g $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link" \
	    LDFLAGS="$(FUZZ_FLAGS)" $(BUILD)/fuzz/liblrstream.a
	clang $(CFLAGS_ALL) $(FUZZ_FLAGS) -fsanitize=fuzzer -o $(BUILD)/fuzz/$(FUZZ) tests/fuzz/$(FUZZ)_fuzz.c \
	    $(BUILD)/fuzz/liblrstream.a $(LIBS)
	@mkdir -p $(BUILD)/fuzz/found/$(FUZZ)
	$(BUILD)/fuzz/$(FUZZ) -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=5 $(addprefix -dict=,$(wildcard tests/fuzz/$(FUZZ).dict)) \
	    -artifact_prefix=$(BUILD)/fuzz/ $(BUILD)/fuzz/found/$(FUZZ) tests/fuzz/corpus/$(FUZZ)

BENCH_BINARIES := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*_bench.c))
$(BUILD)/tests/bench/%_bench: tests/bench/%_bench.c $(LIBRARY)
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(Q)$(CC) $(CFLAGS_ALL) -o $@ $< $(LIBRARY) $(LDFLAGS) $(LIBS)

# What lrstream expects of answers, for the tests of mastery.
$(BUILD)/tests/mastery/predict: tests/mastery/predict.c $(LIBRARY)
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(Q)$(CC) $(CFLAGS_ALL) -o $@ $< $(LIBRARY) $(LDFLAGS) $(LIBS)

bench: $(BUILD)/lrstream $(BENCH_BINARIES)
	tests/bench/run.py

# Our own cases, and the labelled ones of ../shared, where it is there; their verdicts come through the command line.
cases: $(BUILD)/lrstream
	tests/cases/command.py --lrstream $<
	tests/cases/own.py --lrstream $<
	tests/cases/run.py --lrstream $<
	tests/cases/sources.py --lrstream $<
	tests/cases/leaks.py --lrstream $<
	tests/cases/harm.py --lrstream $<
	tests/cases/pii.py --lrstream $<
	tests/cases/encodings.py --lrstream $<
	tests/cases/hostile.py --lrstream $<
	tests/cases/labelled_ids.py --lrstream $<

# Whatever the tests run.
programs: $(BUILD)/lrstream $(UNIT_BINARIES) $(FUZZ_BINARIES) $(BUILD)/tests/mastery/predict

clean:
	rm -rf $(BUILD)

-include $(OBJECTS:.o=.d) $(UNIT_BINARIES:=.d)
