"""O plano de trabalho: o que o instrumento traz ou, sem nada, o que o programa sugere.

Os meses do plano sugerido são estimativa: as cidades que publicaram a sua
falam em cerca de seis meses da adesão à produção.
"""

from adesao.models import Instrumento
from seicidades.comum.formatos import cnpj_formatado, data_curta

NOME_DA_SGGD = "Secretaria de Gestão e Governo Digital (SGGD)"
NOME_DA_PRODESP = "Companhia de Processamento de Dados do Estado de São Paulo (Prodesp)"
MUNICIPIO, SGGD, PRODESP = "Município", "SGGD", "Prodesp"
OBJETO = (
    "Implantar no Município o Sistema Eletrônico de Informações (SEI), cedido pelo Estado no "
    "programa SEI Cidades, da formalização da cooperação até o uso diário pelos servidores, com "
    "as normas, os cadastros, as configurações e a capacitação que esse uso exige."
)


def _etapa(descricao: str, responsavel: str, quando: str) -> dict[str, str]:
    return {"descricao": descricao, "responsavel": responsavel, "quando": quando}


METAS = [
    {
        "descricao": "Formalizar a cooperação",
        "etapas": [
            _etapa(
                "Cadastrar e liberar como usuário externo quem assina pelo Município",
                f"{MUNICIPIO} e {PRODESP}",
                "antes da assinatura",
            ),
            _etapa(
                "Assinar o Termo de Adesão e o acordo de cooperação",
                f"{MUNICIPIO}, {SGGD} e {PRODESP}",
                "início da contagem",
            ),
            _etapa("Publicar o extrato do acordo", SGGD, "1º mês"),
        ],
    },
    {
        "descricao": "Formar a equipe do Município",
        "etapas": [
            _etapa(
                "Designar por ato os quatro interlocutores e quem os substitui",
                MUNICIPIO,
                "1º mês",
            ),
            _etapa("Dar acesso ao sistema de acompanhamento", PRODESP, "1º mês"),
        ],
    },
    {
        "descricao": "Regulamentar o processo eletrônico",
        "etapas": [
            _etapa(
                "Preparar a minuta do ato e obter o parecer jurídico", MUNICIPIO, "1º e 2º meses"
            ),
            _etapa("Ler a minuta e dar retorno", PRODESP, "2º mês"),
            _etapa("Assinar e publicar o ato", MUNICIPIO, "3º mês"),
            _etapa(
                "Criar o arquivo público e aprovar o plano de classificação e a tabela de "
                "temporalidade",
                MUNICIPIO,
                "do 2º mês em diante, em paralelo",
            ),
        ],
    },
    {
        "descricao": "Preparar os cadastros e o ambiente",
        "etapas": [
            _etapa("Levantar unidades, hierarquia e usuários", MUNICIPIO, "2º e 3º meses"),
            _etapa(
                "Testar a rede e ligar o diretório de usuários, onde houver",
                f"{MUNICIPIO} e {PRODESP}",
                "3º e 4º meses",
            ),
            _etapa("Configurar o órgão e carregar os cadastros no SEI", PRODESP, "4º mês"),
        ],
    },
    {
        "descricao": "Capacitar as pessoas e entrar em produção",
        "etapas": [
            _etapa(
                "Indicar e capacitar os multiplicadores",
                f"{MUNICIPIO} e {PRODESP}",
                "4º e 5º meses",
            ),
            _etapa("Capacitar os usuários de cada unidade", MUNICIPIO, "5º e 6º meses"),
            _etapa("Abrir os processos novos só no SEI", MUNICIPIO, "6º mês"),
            _etapa(
                "Acompanhar as primeiras semanas, na operação assistida",
                f"{PRODESP} e {MUNICIPIO}",
                "depois da entrada em produção",
            ),
        ],
    },
]


def numerar(metas: list[dict]) -> list[dict]:
    return [{"numero": numero} | meta for numero, meta in enumerate(metas, start=1)]


def metas_registradas(acordo: Instrumento | None) -> list[dict]:
    """As metas do acordo, ou as do último aditivo que as muda; vazia, se ninguém as escreveu."""
    if acordo is None:
        return []
    aditivos = acordo.aditivos.vigentes().filter(muda_plano=True, metas__isnull=False)
    dono = aditivos.order_by("-pk").first() or acordo
    return [
        {
            "descricao": meta.descricao,
            "etapas": [
                _etapa(e.descricao, e.responsavel, f"{data_curta(e.inicio)} a {data_curta(e.fim)}")
                for e in meta.etapas.all()
            ],
        }
        for meta in dono.metas.order_by("ordem").prefetch_related("etapas")
    ]


def participes_registrados(acordo: Instrumento | None) -> list[dict]:
    if acordo is None:
        return []
    return [
        {
            "papel": participe.get_papel_display(),
            "nome": participe.nome,
            "cnpj": cnpj_formatado(participe.cnpj),
            "representante": participe.representante,
            "cargo": participe.cargo,
        }
        for participe in acordo.participes.order_by("ordem")
    ]


def participes_de_sempre(dados: dict) -> list[dict]:
    """O município e os dois do Estado, de que não se sabe ainda quem assina."""
    representante = dados["representante"]
    municipio = {
        "nome": dados["orgao"]["nome"],
        "cnpj": dados["orgao"]["cnpj"],
        "representante": representante["nome"],
        "cargo": f"{representante['cargo']} de {dados['municipio']['nome']}",
    }
    do_estado = [
        {"nome": nome, "cnpj": "", "representante": "", "cargo": ""}
        for nome in (NOME_DA_SGGD, NOME_DA_PRODESP)
    ]
    return [{"papel": "partícipe"} | um for um in (municipio, *do_estado)]
