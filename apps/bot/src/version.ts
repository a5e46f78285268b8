/** The version of the club service, as in its package file. */
export const version = '0.1.0'
