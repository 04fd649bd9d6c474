/* The reader of an image's /etc/passwd. */
#include "passwd.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char home[64];
    int fd = memfd_create("passwd", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET) != 0)
        abort();
    int found = passwd_home(fd, 0, home, sizeof(home));
    close(fd);
    if (found < 0 || (found == 1 && (home[0] != '/' || strlen(home) >= sizeof(home))))
        abort();
    return 0;
}
