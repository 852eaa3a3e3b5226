package dev.orderpipeline.cdm;

import dev.orderpipeline.common.loop.BatchTooLargeException;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Limits the names that a statement loads for the counters of a batch. A counter's name may come from an order outside
 * the batch, and be a thousand times as long as the one in the batch.
 *
 * @param maxBytes of all the names; a statement that finds more returns {@code NULL} for each
 * @param fitting how many of the batch's first messages to try next where there are more
 */
record NameLimit(long maxBytes, int fitting) {

    /** @return the name in a column of a statement that has this limit */
    String read(ResultSet row, int column) throws SQLException {
        String name = row.getString(column);
        if (name == null) {
            throw new BatchTooLargeException(fitting);
        }
        return name;
    }
}
