"""Fatos da etapa: arquivos de carga, configurações, diretório e testes de rede."""

from cadastros.models.cargas import (
    Carga,
    LinhaDeUnidade,
    LinhaDeUsuario,
    RascunhoDeCarga,
    TipoDeCarga,
)
from cadastros.models.conectividade import ResultadoDoTeste, TesteDeConectividade, TipoDeTeste
from cadastros.models.configuracoes import (
    Configuracao,
    SituacaoDaConfiguracao,
    TipoDeConfiguracao,
)
from cadastros.models.diretorio import (
    Diretorio,
    FormaDeEntrada,
    TipoDeDiretorio,
    VerificacaoDoDiretorio,
)

__all__ = [
    "Carga",
    "Configuracao",
    "Diretorio",
    "FormaDeEntrada",
    "LinhaDeUnidade",
    "LinhaDeUsuario",
    "RascunhoDeCarga",
    "ResultadoDoTeste",
    "SituacaoDaConfiguracao",
    "TesteDeConectividade",
    "TipoDeCarga",
    "TipoDeConfiguracao",
    "TipoDeDiretorio",
    "TipoDeTeste",
    "VerificacaoDoDiretorio",
]
