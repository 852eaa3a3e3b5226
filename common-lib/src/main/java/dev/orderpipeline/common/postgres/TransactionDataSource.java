package dev.orderpipeline.common.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Hands out the connection of the transaction under way, to a library that would open connections and transactions of
 * its own. Whatever it does is part of the one transaction, which it can neither commit nor roll back.
 */
final class TransactionDataSource extends AbstractDataSource {

    private static final Set<String> LEFT_TO_THE_TRANSACTION = Set.of("setAutoCommit", "commit", "rollback", "close");

    private final DataSource dataSource;

    /** @param dataSource that of the transaction */
    TransactionDataSource(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** @throws IllegalStateException if no transaction is under way */
    @Override
    public Connection getConnection() {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        if (!DataSourceUtils.isConnectionTransactional(connection, dataSource)) {
            DataSourceUtils.releaseConnection(connection, dataSource);
            throw new IllegalStateException("No transaction is under way");
        }
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> call(connection, method, arguments));
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new UnsupportedOperationException("The transaction has its user");
    }

    private static Object call(Connection connection, Method method, Object[] arguments) throws Throwable {
        if (LEFT_TO_THE_TRANSACTION.contains(method.getName())) {
            return null;
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
