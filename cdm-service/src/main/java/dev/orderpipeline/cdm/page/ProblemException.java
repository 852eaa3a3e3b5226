package dev.orderpipeline.cdm.page;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/** A request without a result, as a problem of RFC 9457. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String detail;
    private final transient Optional<String> parameter;

    private ProblemException(int status, String detail, Optional<String> parameter) {
        super(detail, null, false, false);
        this.status = status;
        this.detail = detail;
        this.parameter = parameter;
    }

    static ProblemException invalid(String parameter, String detail) {
        return new ProblemException(HttpServletResponse.SC_BAD_REQUEST, detail, Optional.of(parameter));
    }

    static ProblemException notFound(String detail) {
        return new ProblemException(HttpServletResponse.SC_NOT_FOUND, detail, Optional.empty());
    }

    static ProblemException methodNotAllowed() {
        return new ProblemException(
                HttpServletResponse.SC_METHOD_NOT_ALLOWED, "the methods are GET and HEAD", Optional.empty());
    }

    static ProblemException unavailable(String detail) {
        return new ProblemException(HttpServletResponse.SC_SERVICE_UNAVAILABLE, detail, Optional.empty());
    }

    int status() {
        return status;
    }

    /** The body of the response. */
    Replies.Problem problem() {
        String title = HttpStatus.valueOf(status).getReasonPhrase();
        return new Replies.Problem("about:blank", title, status, detail, parameter);
    }
}
