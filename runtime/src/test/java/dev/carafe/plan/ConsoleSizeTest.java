package dev.carafe.plan;

import static dev.carafe.plan.ShortConfig.MOUNT_NAMESPACE;
import static dev.carafe.plan.ShortConfig.all;
import static dev.carafe.plan.ShortConfig.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.spec.error.SpecException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How large the process finds its terminal. */
class ConsoleSizeTest {
    @ParameterizedTest
    @CsvSource({
        "24, 80, 5, 6, 24, 80",
        "24, 80, 0, 0, 24, 80",
        "24, 0, 5, 6, 5, 6",
        "0, 0, 5, 6, 5, 6",
        "0, 0, 5, 0, 0, 0",
        "0, 0, 0, 6, 0, 0"
    })
    void isThatOfTheTerminalWhereItIsSeenOrElseTheConfigured(
            int rows, int columns, int height, int width, int openedRows, int openedColumns)
            throws SpecException {
        String size =
                ", 'terminal': true, 'consoleSize': {'height': %d, 'width': %d}"
                        .formatted(height, width);
        Program program =
                ShortConfig.compile(
                        json(size, MOUNT_NAMESPACE),
                        Fixtures.request(Fixtures.noDirectories(), new Foreground(rows, columns)),
                        Fixtures.root(Fixtures.v2()));
        assertThat(all(program, RootOperation.OpenConsole.class))
                .singleElement()
                .satisfies(console -> assertThat(console.rows()).isEqualTo(openedRows))
                .satisfies(console -> assertThat(console.columns()).isEqualTo(openedColumns));
    }
}
