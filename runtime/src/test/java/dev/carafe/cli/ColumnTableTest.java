package dev.carafe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The expected tables are runc 1.1.5's own. */
class ColumnTableTest {
    @Test
    void columnsAreAtLeastTwelveWide() {
        ColumnTable table = new ColumnTable("ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER");

        assertThat(table.render())
                .isEqualTo("ID          PID         STATUS      BUNDLE      CREATED     OWNER\n");
    }

    @Test
    void columnsGrowWithTheirWidestCell() {
        ColumnTable table = new ColumnTable("ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER");
        table.row("c1", "7062", "created", "/tmp/life/b", "2026-11-21T05:49:50.044435961Z", "root");

        assertThat(table.render())
                .isEqualTo(
                        """
                        ID          PID         STATUS      BUNDLE        CREATED                          OWNER
                        c1          7062        created     /tmp/life/b   2026-11-21T05:49:50.044435961Z   root
                        """);
    }
}
