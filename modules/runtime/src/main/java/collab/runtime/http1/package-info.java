/** What Helidon's HTTP/1.1 does not check by itself before the routing sees a request. */
package collab.runtime.http1;
