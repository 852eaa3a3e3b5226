package dev.orderpipeline.common.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Returns the connection of the current transaction to a library that manages connections and transactions itself. All
 * of its statements run in that transaction, which it can neither commit nor roll back.
 *
 * <p>After the first failed statement none is executed: the library's clean-up and retries would only fail with
 * "current transaction is aborted" and hide the cause. The failure is thrown unchecked, past the library's handlers,
 * and again by every later call.
 */
final class TransactionDataSource extends AbstractDataSource {

    private static final Set<String> TRANSACTION_CONTROL = Set.of("setAutoCommit", "commit", "rollback", "close");

    /** Flyway logs a stack trace if one of these fails during its clean-up. */
    private static final Set<String> ALLOWED_AFTER_A_FAILURE = Set.of("close", "isClosed");

    /** Flyway restores the role with an unescaped literal; no migration changes the role. */
    private static final String SET_ROLE = "SET ROLE '";

    private static final String RESET_ROLE = "RESET ROLE";

    private final DataSource dataSource;
    private @Nullable SQLException failure;

    /** @param dataSource that of the transaction */
    TransactionDataSource(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The failure of the first failed statement. */
    Optional<SQLException> failure() {
        return Optional.ofNullable(failure);
    }

    /** @throws IllegalStateException if there is no current transaction */
    @Override
    public Connection getConnection() {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        if (!DataSourceUtils.isConnectionTransactional(connection, dataSource)) {
            DataSourceUtils.releaseConnection(connection, dataSource);
            throw new IllegalStateException("no current transaction");
        }
        return proxy(
                Connection.class,
                (method, arguments) -> TRANSACTION_CONTROL.contains(method.getName())
                        ? null
                        : call(connection, method, withoutRole(arguments)));
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new UnsupportedOperationException("the user is that of the transaction");
    }

    private interface Call {
        @Nullable
        Object make(Method method, Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                TransactionDataSource.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.make(method, arguments)));
    }

    private @Nullable Object call(Object target, Method method, Object @Nullable ... arguments) throws Throwable {
        if (failure != null && !ALLOWED_AFTER_A_FAILURE.contains(method.getName())) {
            throw unchecked(failure);
        }
        try {
            Object result = method.invoke(target, arguments);
            return result instanceof Statement && Statement.class.isAssignableFrom(method.getReturnType())
                    ? proxy(method.getReturnType(), (inner, values) -> call(result, inner, values))
                    : result;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException rejected) {
                failure = rejected;
                throw unchecked(rejected);
            }
            throw e.getCause();
        }
    }

    private static Object @Nullable [] withoutRole(Object @Nullable ... arguments) {
        if (arguments != null && arguments[0] instanceof String sql && sql.startsWith(SET_ROLE)) {
            arguments[0] = RESET_ROLE;
        }
        return arguments;
    }

    private static UncategorizedSQLException unchecked(SQLException failure) {
        return new UncategorizedSQLException("migrate", null, failure);
    }
}
