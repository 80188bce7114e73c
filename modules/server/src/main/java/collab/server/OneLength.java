package collab.server;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/** Refuses a request with two lengths: somebody in front of us may have read another one, which is how requests are smuggled. */
final class OneLength implements Filter {
    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (request.headers().contains(HeaderNames.CONTENT_LENGTH)
                && request.headers().contains(HeaderNames.TRANSFER_ENCODING)) {
            response.status(Status.BAD_REQUEST_400).header(HeaderValues.CONNECTION_CLOSE);
            response.send("a request has one length");
            return;
        }
        chain.proceed();
    }
}
