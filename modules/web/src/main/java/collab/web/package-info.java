/** Names enter, files leave. This room knows no server; what the files do is written in them. */
package collab.web;
