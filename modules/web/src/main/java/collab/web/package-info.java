/** The files of the browser client. */
package collab.web;
