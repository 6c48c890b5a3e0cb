agglo_planted_fault(no_barrier linkage/multipliers "  __syncthreads();\n" "")
agglo_planted_fault(no_column_bound linkage/multipliers "if (threadIdx.y != 0 || j >= L.cols) return" "if (threadIdx.y != 0) return")
agglo_planted_fault(team_left_out linkage/multipliers "int team = 1" "int team = 2")
agglo_planted_fault(weight_of_the_column linkage/multipliers "1.0 : s[i]" "1.0 : s[j % L.rows]")
