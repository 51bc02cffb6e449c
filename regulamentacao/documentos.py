"""Os modelos dos cinco atos da gestão documental, na ordem em que se fazem."""

from collections.abc import Callable, Mapping
from pathlib import Path

from regulamentacao import dados_da_gestao as dados
from regulamentacao.gestao import POR_CHAVE
from regulamentacao.models import AtoDaTrilha
from seicidades.comum.papeis import Papel
from seicidades.documentos.declaracao import Formato, TipoDeDocumento, registrar_documento

MODELOS = Path(__file__).with_name("modelos")
QUEM_GERA = frozenset({Papel.GESTOR_DOCUMENTAL, Papel.GESTOR_SEI, Papel.REPRESENTANTE})
DO_LUGAR = {
    "municipio.nome": "nome do município",
    "orgao.nome": "nome do órgão",
    "autoridade.nome": "quem representa o município; vazio, se não tem conta",
    "ano": "o ano em que se gera",
}
EXEMPLO = {
    "municipio": {"nome": "Vila Fictícia"},
    "orgao": {"nome": "Prefeitura Municipal de Vila Fictícia"},
    "autoridade": {"nome": "Joaquina Prado"},
    "ano": "2026",
}
CITADOS = {
    "lei": (
        "a lei do arquivo público",
        {"nome": "Lei nº 4.100, de 3 de fevereiro de 2026", "artigo": "a", "por": "pela"},
    ),
    "sistema": (
        "o decreto do sistema de arquivos",
        {"nome": "Decreto nº 8.312, de 2 de março de 2026", "artigo": "o", "por": "pelo"},
    ),
    "comissao": (
        "a portaria da comissão",
        {"nome": "Portaria nº 77, de 16 de março de 2026", "artigo": "a", "por": "pela"},
    ),
}


def _registrar(
    chave: AtoDaTrilha,
    titulo: str,
    descricao: str,
    reunir: Callable[[int], dict],
    *,
    citados: tuple[str, ...] = (),
    variaveis: Mapping[str, str] | None = None,
    exemplo: Mapping | None = None,
) -> TipoDeDocumento:
    codigo = POR_CHAVE[chave].documento
    return registrar_documento(
        TipoDeDocumento(
            codigo=codigo,
            titulo=titulo,
            descricao=descricao,
            formatos=tuple(Formato),
            modelo=MODELOS / f"{codigo}.html",
            variaveis=DO_LUGAR | _variaveis_dos(citados) | (variaveis or {}),
            exemplo=EXEMPLO | {nome: CITADOS[nome][1] for nome in citados} | (exemplo or {}),
            reunir=reunir,
            faltas=dados.faltas_de(chave),
            papeis=QUEM_GERA,
            na_pagina_da_cidade=False,
        )
    )


def _variaveis_dos(citados: tuple[str, ...]) -> dict[str, str]:
    variaveis = {}
    for nome in citados:
        qual = CITADOS[nome][0]
        variaveis |= {
            f"{nome}.nome": f"{qual}: tipo, número e data",
            f"{nome}.artigo": "o artigo que o nome pede: a ou o",
            f"{nome}.por": "a preposição com o artigo: pela ou pelo",
        }
    return variaveis


LEI_DO_ARQUIVO_PUBLICO = _registrar(
    AtoDaTrilha.LEI,
    "Mensagem e projeto de lei do arquivo público",
    "A mensagem à Câmara e o projeto que cria o Arquivo Público Municipal. A procuradoria lê "
    "antes; quem chefia o Executivo envia.",
    dados.reunir_lei,
)
DECRETO_DO_SISTEMA = _registrar(
    AtoDaTrilha.SISTEMA,
    "Decreto do sistema municipal de arquivos",
    "Regulamenta a lei: quem integra o sistema, o que cabe a cada um e como se elimina.",
    dados.reunir_sistema,
    citados=("lei",),
)
PORTARIA_DA_COMISSAO = _registrar(
    AtoDaTrilha.COMISSAO,
    "Portaria da comissão de avaliação",
    "Nomeia a comissão e diz o que lhe compete. Os nomes se escrevem à mão.",
    dados.reunir_comissao,
    citados=("sistema",),
)
DECRETO_DO_PLANO_E_DA_TABELA = _registrar(
    AtoDaTrilha.INSTRUMENTOS,
    "Aprovação e decreto do plano e da tabela",
    "O termo com que o arquivo público aprova e o decreto que publica o plano de classificação "
    "e a tabela de temporalidade, com os anexos por preencher.",
    dados.reunir_instrumentos,
    citados=("lei", "sistema", "comissao"),
    variaveis={"atividades": "as atividades por publicar: meio, fim ou as duas"},
    exemplo={"atividades": "atividades-meio e atividades-fim"},
)
EDITAL_DE_ELIMINACAO = _registrar(
    AtoDaTrilha.EDITAL,
    "Edital de ciência de eliminação",
    "Avisa que documentos de prazo cumprido serão eliminados e abre prazo para manifestação. A "
    "lista dos documentos se escreve à mão.",
    dados.reunir_edital,
    citados=("comissao",),
    variaveis={
        "tabelas": "os atos que publicaram a tabela de temporalidade",
        "tabelas.nome": "tipo, número e data",
        "tabelas.atividades": "o que a tabela abrange",
        "dias": "o prazo para manifestação, em dias; a linha por preencher, se não se escolheu",
    },
    exemplo={
        "tabelas": [
            {"nome": "Decreto nº 8.540, de 4 de maio de 2026", "atividades": "atividades-meio"},
        ],
        "dias": dados.LINHA_CURTA,
    },
)
