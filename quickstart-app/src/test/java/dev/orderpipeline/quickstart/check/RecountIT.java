package dev.orderpipeline.quickstart.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.postgres.LocalPostgres;
import dev.orderpipeline.quickstart.check.Recount.Difference;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * Views of one user, two products and three orders: one closed with both products in one category, one cancelled, one closed
 * with the first product, which a menu had in another category by then.
 */
class RecountIT {

    private static final UUID USER = UUID.fromString("00000000-0000-0000-0000-0000000000a1");
    private static final UUID FIRST_PRODUCT = UUID.fromString("00000000-0000-0000-0000-0000000000b1");
    private static final UUID SECOND_PRODUCT = UUID.fromString("00000000-0000-0000-0000-0000000000b2");
    private static final UUID FIRST_CATEGORY = UUID.fromString("00000000-0000-0000-0000-0000000000c1");
    private static final UUID SECOND_CATEGORY = UUID.fromString("00000000-0000-0000-0000-0000000000c2");

    private static final DataSource WAREHOUSE = warehouse();

    private final JdbcClient jdbc = JdbcClient.create(WAREHOUSE);
    private final Recount recount = new Recount(WAREHOUSE);

    @BeforeEach
    void createViewsAndMarts() {
        new ResourceDatabasePopulator(new ClassPathResource("recount-test.sql", RecountIT.class)).execute(WAREHOUSE);
    }

    @Test
    void countersOfNewestClosedVersionsAgree() {
        assertThat(recount.differences()).isEmpty();
    }

    @Test
    void counterThatIsTooHighDiffers() {
        jdbc.sql("UPDATE cdm.user_product_counters SET order_cnt = 3 WHERE product_id = ?")
                .param(FIRST_PRODUCT)
                .update();

        assertThat(recount.differences()).containsExactly(new Difference("product", USER, FIRST_PRODUCT, 3L, 2L));
    }

    @Test
    void counterThatIsMissingDiffers() {
        jdbc.sql("DELETE FROM cdm.user_category_counters WHERE category_id = ?")
                .param(SECOND_CATEGORY)
                .update();

        assertThat(recount.differences()).containsExactly(new Difference("category", USER, SECOND_CATEGORY, null, 1L));
    }

    @Test
    void counterWithoutOrdersDiffers() {
        jdbc.sql("UPDATE dds.orders SET status = 'CANCELLED'").update();

        assertThat(recount.differences())
                .containsExactly(
                        new Difference("category", USER, FIRST_CATEGORY, 1L, null),
                        new Difference("category", USER, SECOND_CATEGORY, 1L, null),
                        new Difference("product", USER, FIRST_PRODUCT, 2L, null),
                        new Difference("product", USER, SECOND_PRODUCT, 1L, null));
    }

    private static DataSource warehouse() {
        LocalPostgres postgres = LocalStack.start().postgres();
        postgres.createDatabase("recount");
        return postgres.dataSource("recount");
    }
}
