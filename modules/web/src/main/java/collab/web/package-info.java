/** The files of the browser page: their content, content type, compressed form and hash. The package contains no HTTP server. */
package collab.web;
