/**
 * What is expected of a value. `record`: a record, and what is none is a damaged one; `something`: a record or what holds
 * some, and that it holds none is told; `perhaps`: it is only asked whether it does.
 */
export type Expected = 'record' | 'something' | 'perhaps';
