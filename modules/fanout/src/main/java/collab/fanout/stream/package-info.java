/** The streams of the link: one per attached gateway, one per subscriber, and replays for resume. */
package collab.fanout.stream;
