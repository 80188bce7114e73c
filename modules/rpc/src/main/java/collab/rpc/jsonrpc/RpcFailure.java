package collab.rpc.jsonrpc;

import collab.api.ErrorCode;
import java.io.Serial;

/** Ends a call with an error response. It is an expected outcome: it has no stack trace and is not logged. */
public final class RpcFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient RpcError error;

    public RpcFailure(RpcError error) {
        super(error.code().word(), null, false, false);
        this.error = error;
    }

    public RpcFailure(ErrorCode code) {
        this(RpcError.of(code));
    }

    public RpcFailure(ErrorCode code, String detail) {
        this(RpcError.of(code, detail));
    }

    public RpcError error() {
        return error;
    }
}
