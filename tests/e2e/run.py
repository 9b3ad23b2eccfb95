#!/usr/bin/env python3
"""End-to-end tests: the program against a real Kafka and a real PostgreSQL.

    tests/e2e/run.py [--keep] [PART-OF-A-NAME...]

Uses the environment in ENV_DIR (default build/test-env) if it runs, else starts it and stops it again. --keep leaves
the folder of each test, with configuration and logs, in place; a failed one's stays anyway. LRSTREAM names another
program than build/lrstream, such as build/san/lrstream. Closes with
"N passed, N failed, N skipped".
"""
import importlib, os, pathlib, shutil, sys, textwrap, time, traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from harness import ROOT, Skip, Stage, World

LOG_LINES = 5


def find_tests(wanted):
    for path in sorted(HERE.glob('test_*.py')):
        module = importlib.import_module(path.stem)
        for name, test in vars(module).items():
            if name.startswith('test_') and callable(test):
                full = f'{path.stem[5:]}: {name[5:].replace("_", " ")}'
                if not wanted or any(part in full or part in name for part in wanted):
                    yield full, name, test


def last_words(stage, why):
    """The end of the log of the run that is named, else of the last: a folder on another machine may be gone."""
    run = next((run for run in stage.runs if f'{run.path.name}:' in why), stage.runs[-1] if stage.runs else None)
    return ''.join(f'\n{run.path.name}: {line}' for line in run.said().splitlines()[-LOG_LINES:]) if run else ''


def run_test(world, name, test, keep):
    folder = ROOT / 'build/e2e' / name
    shutil.rmtree(folder, ignore_errors=True)
    stage = Stage(world, name, folder)
    try:
        test(stage)
        result = 'passed', ''
    except Skip as why:
        result = 'skipped', str(why)
    except Exception as wrong:
        frame = traceback.extract_tb(wrong.__traceback__)
        own = [f for f in frame if pathlib.Path(f.filename).name.startswith('test_')]
        where = f'{pathlib.Path(own[-1].filename).name}:{own[-1].lineno}: ' if own else ''
        why = f'{where}{type(wrong).__name__}: {wrong}'
        result = 'failed', why + last_words(stage, why)
    stage.close()
    if result[0] != 'failed' and not keep:
        shutil.rmtree(folder, ignore_errors=True)
    return result


def main():
    os.chdir(ROOT)
    keep = '--keep' in sys.argv
    wanted = [a for a in sys.argv[1:] if a != '--keep']
    world = World(os.environ.get('ENV_DIR') or ROOT / 'build/test-env')
    counts = {'passed': 0, 'failed': 0, 'skipped': 0}
    world.up()
    try:
        for full, name, test in find_tests(wanted):
            started = time.monotonic()
            result, why = run_test(world, name, test, keep)
            counts[result] += 1
            print(f'{result:8}{full} ({time.monotonic() - started:.1f} s)' + ('\n' + textwrap.indent(why, '    ', lambda line: True) if why else ''), flush=True)
    finally:
        world.down()
    print(', '.join(f'{count} {result}' for result, count in counts.items()))
    return 1 if counts['failed'] else 0


if __name__ == '__main__':
    sys.exit(main())
