/* A flag and a pipe that nobody empties: once a byte is in it, every wait on it ends; see stop.h. */
#include "pipeline/core/stop.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t raised;
static int wake_pipe[2] = {-1, -1};

void
stop_raise(void)
{
	raised = 1;
	if (wake_pipe[1] >= 0 && write(wake_pipe[1], "", 1) < 0)
		return; /* the pipe is full: every wait ends already */
}

static void
on_signal(int number)
{
	(void)number;
	stop_raise();
}

void
stop_install(void)
{
	struct sigaction once = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
	struct sigaction ignored = {.sa_handler = SIG_IGN};

	if (pipe(wake_pipe) < 0 || fcntl(wake_pipe[1], F_SETFL, O_NONBLOCK) < 0)
		abort();
	sigemptyset(&once.sa_mask);
	sigaction(SIGTERM, &once, NULL);
	sigaction(SIGINT, &once, NULL);
	sigaction(SIGPIPE, &ignored, NULL);
}

bool
stop_raised(void)
{
	return raised != 0;
}

bool
stop_wait(int ms)
{
	struct pollfd wake = {.fd = wake_pipe[0], .events = POLLIN};

	if (!raised)
		poll(&wake, 1, ms);
	return raised != 0;
}
