#!/usr/bin/env python3
"""The rules of the house, checked: format, includes, lengths, and what may call what. Prints what breaks a rule.

    arrows      commands -> stages -> core and io; io -> core; a stage sees stages/xapi and itself, no other stage
    libraries   each third-party header stands in one .c file
    privacy     beyond the line nobody includes record.h; only stages/anonymize makes a safe statement
    lengths     files 600 lines, headers 120, functions 60
"""
import pathlib, re, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILE_LINES, HEADER_LINES, FUNCTION_LINES = 600, 120, 60
LIBRARIES = ('librdkafka/', 'yajl/', 'pcre2', 'libpq-fe', 'openssl/', 'yaml.h', 'microhttpd', 'curl/', 'zstd.h', 'zlib.h')
BEYOND = ('stages/indicators/', 'stages/store/')
# Room: what its files may include, as prefixes.
ROOMS = {
    'pipeline/core/': ('pipeline/core/',),
    'pipeline/io/': ('pipeline/core/', 'pipeline/io/'),
    'pipeline/commands/': ('pipeline/', 'stages/'),
    'stages/xapi/': ('pipeline/core/', 'stages/xapi/'),
    'stages/': ('pipeline/core/', 'pipeline/io/', 'stages/xapi/'),
    'pipeline/main.c': ('pipeline/core/', 'pipeline/commands/'),
    'pipeline/': ('pipeline/', 'stages/xapi/'),
}
# Within the room convert: what runs knows nothing of what compiles, and neither of those who tell or import mappings.
NEVER = {
    'stages/convert/run/': ('stages/convert/compile/', 'stages/convert/trace/', 'stages/convert/import/'),
    'stages/convert/compile/': ('stages/convert/trace/', 'stages/convert/import/'),
    'stages/convert/trace/': ('stages/convert/compile/', 'stages/convert/import/'),
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
problems = []


def problem(path, line, text):
    problems.append(f'{path}:{line}: {text}')


def room_rules(path):
    if path.startswith('stages/') and not path.startswith('stages/xapi/'):
        return ROOMS['stages/'] + ('/'.join(path.split('/')[:2]) + '/',)
    return next(rules for room, rules in ROOMS.items() if path.startswith(room))


def check_includes(path, text, users):
    for found in INCLUDE.finditer(text):
        line, system, name = text.count('\n', 0, found.start()) + 1, found[1] == '<', found[2]
        if system:
            for library in LIBRARIES:
                if name.startswith(library):
                    users.setdefault(library, set()).add(path)
        elif not name.startswith(room_rules(path)):
            problem(path, line, f'includes {name}, which its room must not know')
        for inner, never in NEVER.items():
            if path.startswith(inner) and name.startswith(never):
                problem(path, line, f'{inner} must not know {name}')
        if path.startswith(BEYOND) and name.endswith('core/record.h'):
            problem(path, line, 'record.h beyond the privacy line')


def check_lengths(path, lines):
    most = HEADER_LINES if path.endswith('.h') else FILE_LINES
    if len(lines) > most and path != 'pipeline/core/reject.def':
        problem(path, len(lines), f'{len(lines)} lines, {most} at most')
    start = None
    for number, line in enumerate(lines, 1):
        if line.startswith('{'):
            start = number
        elif line.startswith('}') and start:
            if number - start - 1 > FUNCTION_LINES:
                problem(path, start, f'a function of {number - start - 1} lines, {FUNCTION_LINES} at most')
            start = None


def check_text(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        if path.endswith(('.c', '.h')) and re.search(r'\bsafe_statement_make\(', line) \
                and not path.startswith(('stages/anonymize/', 'stages/xapi/')) and path != 'pipeline/commands/refold.c':
            problem(path, number, 'only stages/anonymize makes a safe statement')
        if path.endswith(('.c', '.h')) and re.search(r'//[^/]', line) and not re.search(r'["\'].*//|https?://|\*.*//|//.*\*/', line):
            problem(path, number, 'comments are /* */')


def run(*command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        problems.append((done.stdout + done.stderr).strip()[:4000])


def main():
    names = subprocess.run(['git', 'ls-files', '-co', '--exclude-standard'], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split('\n')
    code = [n for n in names if n.endswith(('.c', '.h')) and (ROOT / n).is_file()]
    ours = [n for n in code if not n.startswith('tests/')]
    users = {}
    for name in ours:
        text = (ROOT / name).read_text()
        check_includes(name, text, users)
        check_lengths(name, text.splitlines())
        check_text(name, text)
    for library, files in users.items():
        if len(files) > 1:
            problems.append(f'<{library}> is included by more than one file: {", ".join(sorted(files))}')
    run('clang-format', '--dry-run', '-Werror', *code)
    run('cppcheck', '--quiet', '--std=c11', '--language=c', '--enable=warning,performance,portability', '--error-exitcode=1', '--inline-suppr',
        '--suppress=*:/usr/*', '-I.', '-Ibuild/gen', '-D_XOPEN_SOURCE=700', '-j2', *[n for n in ours if n.endswith('.c')])
    for text in problems:
        print(text)
    print(f'lint: {len(code)} files, {len(problems)} problems')
    return 1 if problems else 0


sys.exit(main())
