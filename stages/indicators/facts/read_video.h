/* What a statement says of a video, as the video profile says it: times in seconds, played segments, sessions. */
#ifndef LRSTREAM_INDICATORS_READ_VIDEO_H
#define LRSTREAM_INDICATORS_READ_VIDEO_H

#include "pipeline/core/buf.h"
#include "stages/indicators/facts/facts.h"
#include "stages/indicators/facts/segments.h"
#include "stages/xapi/safe_statement.h"

/* Appends the MORE_VIDEO_… fields that the statement of this fact has. Times count only where W23 asks for them: `time`
 * of played, paused and terminated, `time-from` of seeked. */
void read_video(
    const struct safe_statement *, const struct vocabulary *, const struct fact *, struct buf *more);

/* A list of played segments, "0[.]12.5[,]20[.]31", settled. False if the text is none: it is empty, or any part of it is
 * not two numbers; negative ones are before the start, and segments that end before they begin are nothing. */
bool read_segments(struct str text, struct segments *);

#endif
