package collab.runtime;

import io.helidon.http.Headers;
import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.encoding.ContentEncodingContextConfig;
import java.util.NoSuchElementException;

/**
 * Bodies travel as they are, in both directions: the web server takes none apart and refuses none for its encoding, which is the
 * business of who reads it. So nothing can be blown up before it is known who sends it.
 */
final class IdentityEncoding implements ContentEncodingContext {
    private static final ContentEncodingContextConfig NOTHING = ContentEncodingContextConfig.builder()
            .contentEncodingsDiscoverServices(false)
            .buildPrototype();

    @Override
    public ContentEncodingContextConfig prototype() {
        return NOTHING;
    }

    @Override
    public boolean contentEncodingEnabled() {
        return false;
    }

    @Override
    public boolean contentDecodingEnabled() {
        return true; // or a header that names an encoding would be refused before the routing sees it
    }

    @Override
    public boolean contentEncodingSupported(String encoding) {
        return false;
    }

    @Override
    public boolean contentDecodingSupported(String encoding) {
        return true;
    }

    @Override
    public ContentEncoder encoder(String encoding) {
        throw new NoSuchElementException("bodies are not encoded, asked for " + encoding);
    }

    @Override
    public ContentDecoder decoder(String encoding) {
        return ContentDecoder.NO_OP;
    }

    @Override
    public ContentEncoder encoder(Headers headers) {
        return ContentEncoder.NO_OP;
    }
}
