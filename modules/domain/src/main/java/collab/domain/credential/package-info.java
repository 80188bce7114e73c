/** What a session may be used for, and second factors. */
package collab.domain.credential;
