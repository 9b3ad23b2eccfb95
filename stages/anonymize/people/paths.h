/* What the words of schemas/privacy/paths.yaml tell of a segment of a path or a label of a host. */
#ifndef LRSTREAM_PATHS_H
#define LRSTREAM_PATHS_H

enum path_use {
	PATH_PROFILE = 1,       /* the next segment is somebody */
	PATH_ROLE = 2,          /* so it is if it is numbered */
	PATH_PAGE = 4,          /* behind those: a page, nobody */
	PATH_PERSONAL_HOST = 8, /* a host on which people have sites */
	PATH_HOME_FOLDER = 16,  /* in a file's path, the next segment is somebody */
	PATH_VOCABULARY = 32,   /* what follows is a term of a vocabulary, no page */
	PATH_PACKAGES = 64      /* the next segment may be @scope */
};

#endif
