"""As colunas dos arquivos de carga, na ordem em que o SEI os lê.

As colunas valem pela posição: o texto da primeira linha é livre na entrada e
exato na saída. Larguras conhecidas vêm da base do SIP (órgão e unidade: sigla
30, descrição 250; usuário: sigla, nome, nome social e e-mail 100; perfil 100).
As demais usam `LARGURA_GERAL`, limite deste programa.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

LARGURA_GERAL = 250


@dataclass(frozen=True, slots=True)
class Coluna:
    """Uma coluna do arquivo: `campo` é o nome no programa; `cabecalho`, o do arquivo."""

    posicao: int
    cabecalho: str
    campo: str
    rotulo: str
    largura: int = LARGURA_GERAL
    obrigatoria: bool = False


@dataclass(frozen=True)
class Leiaute:
    """Um tipo de arquivo de carga."""

    nome: str
    colunas: tuple[Coluna, ...]

    @cached_property
    def cabecalho(self) -> list[str]:
        return [c.cabecalho for c in self.colunas]

    @cached_property
    def por_campo(self) -> Mapping[str, Coluna]:
        return {c.campo: c for c in self.colunas}


UNIDADES = Leiaute(
    "unidades",
    (
        Coluna(0, "0-Seq.", "sequencia", "Sequência"),
        Coluna(1, "1-orgaoUnidade", "orgao", "Sigla do órgão", 30, True),
        Coluna(2, "2-siglaUnidade", "sigla", "Sigla da unidade", 30, True),
        Coluna(3, "3-descricaoUnidade", "descricao", "Nome da unidade", 250, True),
        Coluna(4, "4-superiorNaHierarquia", "superior", "Unidade superior", 30),
        Coluna(5, "5-emailUnidade", "email", "E-mail da unidade"),
        Coluna(6, "6-usaEndereçoDoÓrgao?", "usa_endereco_do_orgao", "Usa o endereço do órgão"),
        Coluna(7, "7-endereçoUnidade", "endereco", "Endereço"),
        Coluna(8, "8-complementoEndereco", "complemento", "Complemento"),
        Coluna(9, "9-bairroUnidade", "bairro", "Bairro"),
        Coluna(10, "10-UFUnidade", "uf", "UF"),
        Coluna(11, "11-cidadeUnidade", "cidade", "Cidade"),
        Coluna(12, "12-CEPUnidade", "cep", "CEP"),
        Coluna(13, "13-CNPJUnidade", "cnpj", "CNPJ", 18),
        Coluna(14, "14-telefoneUnidade", "telefone", "Telefone"),
        Coluna(15, "15-siteUnidade", "site", "Site"),
    ),
)

USUARIOS = Leiaute(
    "usuários",
    (
        Coluna(0, "0.Index", "sequencia", "Sequência"),
        Coluna(1, "1.orgao", "orgao", "Sigla do órgão", 30, True),
        Coluna(2, "2.sigla", "sigla", "Sigla do usuário (login)", 100, True),
        Coluna(3, "3.nome", "nome", "Nome", 100, True),
        Coluna(4, "4.nomeSocial", "nome_social", "Nome social", 100),
        Coluna(5, "5.cpf", "cpf", "CPF", 14),
        Coluna(6, "6.emailInstitucional", "email", "E-mail institucional", 100),
        Coluna(
            7, "7.unidadePrimeiraPermissao", "unidade", "Unidade da primeira permissão", 30, True
        ),
        Coluna(8, "8.perfilPrimeiraPermissao", "perfil", "Perfil da primeira permissão", 100, True),
    ),
)

UNIDADE_GLOBAL = "*"
PERFIL_BASICO = "Básico"
PERFIL_COLABORADOR = "Colaborador (Básico sem Assinatura)"
# Perfis de uma instalação nova do SEI 4.1 e do SIP 3.1.
PERFIS = (
    PERFIL_BASICO,
    PERFIL_COLABORADOR,
    "Administrador",
    "Informática",
    "Arquivamento",
    "Ouvidoria",
    "Inspeção",
    "Acervo de Sigilosos da Unidade",
    "CPAD",
    "Administrador SIP",
    "Administrador de Sistema",
    "Administrador de Hierarquia",
    "Coordenador de Perfil",
    "Cadastro de Usuários e Unidades",
    "Coordenador de Unidade",
)
UFS = frozenset(
    {"AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA"}
    | {"PB", "PE", "PI", "PR", "RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO"}
)
