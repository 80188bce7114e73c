/** Plain HTTP of the gateway: the proxy for {@code /rpc}, the browser client, and the headers of reverse proxies. */
package collab.gateway.http;
