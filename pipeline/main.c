#include <stdio.h>
int
main(void)
{
	puts("lrstream");
	return 0;
}
