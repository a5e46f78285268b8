import { z } from 'zod'

// A schema is used once or twice in a command's life: reading it takes less time than compiling it. Before any is made, since each is
// made for one or the other.
z.config({ jitless: true })
