"""As colunas da planilha da carteira, na ordem do modelo."""

from dataclasses import dataclass
from functools import cached_property

from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.comum.tabela_csv import nome_de_coluna
from seicidades.fluxo.carga import Coluna, fatos_de_carga
from seicidades.fluxo.nucleo.definicao import Roteiro

PAPEIS = (Papel.REPRESENTANTE, *INTERLOCUTORES)

CODIGO = Coluna(
    "codigo_ibge",
    "Código IBGE",
    "ibge",
    "3500105",
    "Sete algarismos. Sem ele, a cidade é achada pelo nome.",
    ("ibge", "cod_ibge", "codigo", "codigo_do_ibge", "codigo_municipio"),
)
MUNICIPIO = Coluna(
    "municipio",
    "Município",
    exemplo="Adamantina",
    ajuda="Confere com o código; pode vir sem acentos.",
    apelidos=("cidade", "nome_do_municipio", "prefeitura"),
)
GERENTE = Coluna(
    "gerente_email",
    "Gerente (e-mail)",
    "email",
    "gerente@exemplo.invalid",
    "Conta de gerente que já existe aqui.",
    ("gerente", "email_do_gerente", "e_mail_do_gerente"),
)
SITUACAO = Coluna(
    "situacao",
    "Situação",
    "situacao",
    "em andamento",
    "Em andamento, suspensa, desistente ou habilitada. Em branco, vale o que as datas dizem.",
    ("status",),
)
MOTIVO = Coluna("motivo", "Motivo", ajuda="Só de suspensa ou desistente.", largura=500, exemplo="")
RETOMAR = Coluna("retomar_em", "Retomar em", "data", ajuda="Só de suspensa: dia útil futuro.")
INICIO = Coluna(
    "inicio",
    "Início",
    "data",
    "03/02/2025",
    "Dia em que começou.",
    ("data_de_inicio", "iniciada_em"),
)
PRODUCAO = Coluna(
    "producao_em",
    "Em produção desde",
    "data",
    "",
    "Dia em que o SEI entrou em uso.",
    ("producao", "data_de_producao", "em_producao_desde", "go_live"),
)


def coluna_da_etapa(chave: str) -> str:
    return f"{chave}_aprovada_em"


def coluna_da_pessoa(papel: Papel, dado: str) -> str:
    return f"{papel}_{dado}"


@dataclass(frozen=True)
class Leiaute:
    """Todas as colunas, as do programa e as que as etapas declaram."""

    colunas: tuple[Coluna, ...]

    @cached_property
    def por_nome(self) -> dict[str, Coluna]:
        return {c.nome: c for c in self.colunas}

    @cached_property
    def apelidos(self) -> dict[str, str]:
        """Como cada cabeçalho possível se chama aqui."""
        nomes = {}
        for coluna in self.colunas:
            for nome in (coluna.nome, nome_de_coluna(coluna.titulo), *coluna.apelidos):
                nomes.setdefault(nome, coluna.nome)
        return nomes


def leiaute(roteiro: Roteiro) -> Leiaute:
    return Leiaute(
        (
            CODIGO,
            MUNICIPIO,
            GERENTE,
            SITUACAO,
            MOTIVO,
            RETOMAR,
            INICIO,
            *_das_etapas(roteiro),
            PRODUCAO,
            *(coluna for fatos in fatos_de_carga() for coluna in fatos.colunas),
            *_das_pessoas(),
        )
    )


def _das_etapas(roteiro: Roteiro) -> list[Coluna]:
    return [
        Coluna(
            coluna_da_etapa(etapa.chave),
            f"{etapa.titulo} aprovada em",
            "data",
            "30/05/2025" if etapa is roteiro.principais[0] else "",
            f"Dia em que {etapa.titulo} foi aprovada.",
            (f"{etapa.chave}_aprovado_em", f"aprovacao_{etapa.chave}", etapa.chave),
        )
        for etapa in roteiro.etapas
    ]


def _das_pessoas() -> list[Coluna]:
    colunas = []
    for papel in PAPEIS:
        titulo = papel.rotulo.split(" (")[0]
        exemplo = "Ana Prado" if papel == Papel.GESTOR_SEI else ""
        email = "ana.prado@exemplo.invalid" if exemplo else ""
        colunas += [
            Coluna(coluna_da_pessoa(papel, "nome"), f"{titulo}: nome", exemplo=exemplo),
            Coluna(coluna_da_pessoa(papel, "email"), f"{titulo}: e-mail", "email", email),
        ]
    return colunas
