package dev.orderpipeline.cdm.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class ParametersTest {

    private static final Set<String> KNOWN = Set.of("limit", "sort", "q");

    private enum Sort {
        orders,
        users
    }

    private final MockHttpServletRequest request = new MockHttpServletRequest();

    @Test
    void missingParametersHaveDefaults() {
        assertThat(read().number("limit", 1, 10, 5)).isEqualTo(5);
        assertThat(read().choice("sort", List.of(Sort.values()))).isEqualTo(Sort.orders);
        assertThat(read().text("q", 3)).isEmpty();
    }

    @Test
    void validValuesAreRead() {
        request.setParameter("limit", "10");
        request.setParameter("sort", "users");
        request.setParameter("q", "\u00a0суп ");

        assertThat(read().number("limit", 1, 10, 5)).isEqualTo(10);
        assertThat(read().choice("sort", List.of(Sort.values()))).isEqualTo(Sort.users);
        assertThat(read().text("q", 3)).isEqualTo("суп");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "11", "-1", "+1", "1.0", "1e1", "٣", " 1", "99999999999", "many"})
    void invalidNumberIsNamed(String value) {
        request.setParameter("limit", value);

        assertProblem("limit", "must be an integer from 1 to 10", () -> read().number("limit", 1, 10, 5));
    }

    @Test
    void invalidChoiceIsNamedWithTheChoices() {
        request.setParameter("sort", "USERS");

        assertProblem("sort", "must be one of orders, users", () -> read().choice("sort", List.of(Sort.values())));
    }

    @Test
    void longTextIsInvalid() {
        request.setParameter("q", "four");

        assertProblem("q", "must have at most 3 characters", () -> read().text("q", 3));
    }

    @Test
    void repeatedAndUnknownParametersAreInvalid() {
        request.setParameter("limit", "1", "2");
        assertProblem("limit", "must be given once", this::read);

        request.removeAllParameters();
        request.setParameter("limt", "1");
        assertProblem("limt", "unknown parameter: known are limit, q, sort", this::read);
    }

    private Parameters read() {
        return Parameters.of(request, KNOWN);
    }

    private static void assertProblem(String parameter, String detail, Runnable read) {
        assertThatThrownBy(read::run).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.status()).isEqualTo(400);
            assertThat(e.problem().parameter()).hasValue(parameter);
            assertThat(e.problem().detail()).isEqualTo(detail);
        });
    }
}
