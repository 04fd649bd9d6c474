package dev.carafe.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerCredentialsTest {
    @TempDir Path directory;

    @Test
    void peerIsTheProcessThatConnected() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            try (SocketChannel _ = SocketChannel.open(address);
                    SocketChannel accepted = server.accept()) {
                PeerCredentials peer = PeerCredentials.of(accepted);
                HostFacts self = new HostFactsProbe().probe((int) ProcessHandle.current().pid());
                assertThat(peer)
                        .isEqualTo(
                                new PeerCredentials(
                                        (int) ProcessHandle.current().pid(),
                                        self.uid(),
                                        self.gid()));
                try (Descriptor process = PeerCredentials.openProcess(accepted)) {
                    assertThat(Poll.readable(List.of(process), Duration.ZERO).isEmpty()).isTrue();
                }
            }
        }
    }
}
