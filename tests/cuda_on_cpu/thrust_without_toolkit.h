// Thrust looks for the toolkit's headers by name. Where they stand on the compiler's default path it would mix them
// with this folder's; so it is told, before its first header, that there is no toolkit.
#pragma once
#define __CCCL_CUDA_TOOLKIT_H
#define _CCCL_HAS_CTK() 0
#define _CCCL_CTK_BELOW(...) 0
#define _CCCL_CTK_AT_LEAST(...) 0
