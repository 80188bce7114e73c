/** The browser client in a real Chromium. */
package collab.e2e.browser;
