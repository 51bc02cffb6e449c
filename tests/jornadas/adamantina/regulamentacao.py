"""A etapa 3: o decreto, devolvido uma vez; e a gestão documental, ao lado."""

from datetime import date

from playwright.sync_api import Page, expect

from tests.jornadas.adamantina.elenco import CIDADE, PDF, Elenco
from tests.jornadas.passos import (
    abrir_cidade,
    abrir_etapa,
    abrir_item,
    apertar,
    aprovar,
    conferir_pronto,
    conferir_sem_erros,
    declarar,
    devolver,
    enviar_etapa,
    fazer,
    preencher,
    seguir,
)


def regulamentacao(e: Elenco) -> None:
    abrir_etapa(e.gestor_sei, CIDADE, "Regulamentação")
    fazer(e.gestor_sei, "Preparar a minuta do ato", {"Arquivo da minuta": PDF}, "Enviar a minuta")
    abrir_etapa(e.gerente, CIDADE, "Regulamentação")
    fazer(
        e.gerente,
        "Ler a minuta e dar retorno ao município",
        {"Resultado da leitura": ("Pode seguir como está",)},
        botao="Salvar e responder ao município",
    )
    fazer(
        e.gestor_sei,
        "Obter o parecer jurídico",
        {"Data do parecer": e.hoje, "Conclusão": ("Favorável",), "Arquivo do parecer": PDF},
    )
    fazer(
        e.gestor_sei,
        "Registrar o ato assinado",
        {
            "Tipo de ato": "Decreto",
            "Número": "6.700",
            "Ano do número": str(e.hoje.year),
            "Data da assinatura": e.hoje,
            "Ementa": "Adota o processo eletrônico na administração municipal.",
        },
    )
    responder_aos_dezoito_assuntos(e.gestor_sei)
    fazer(e.gestor_sei, "Informar a publicação do ato", publicacao(e.hoje, "pagina-errada"))
    fazer(e.gestor_sei, "Informar os níveis de assinatura", NIVEIS)
    declarar(
        e.gestor_sei,
        "Designar o órgão gestor ou o comitê do SEI",
        "Comitê criado pela Portaria 119.",
        **{"Arquivos que comprovam": PDF},
    )
    enviar_etapa(e.gestor_sei)
    devolvida_e_corrigida(e)
    aprovar(e.gerente, CIDADE)


NIVEIS = {
    "Onde estão os níveis": ("No próprio ato do processo eletrônico",),
    "Artigo ou ato": "art. 12",
    "Documentos internos do dia a dia": "Simples (usuário e senha)",
    "Decisões e documentos com efeito para fora": "Avançada (gov.br prata ou ouro)",
    "Atos da prefeita ou do prefeito": "Qualificada (certificado ICP-Brasil)",
    "Documentos de cidadãos e empresas": "Simples (usuário e senha)",
}


def publicacao(dia: date, endereco: str) -> dict:
    return {
        "Veículo": "Diário Oficial do Município",
        "Data da publicação": dia,
        "Endereço na internet": f"https://diario.exemplo.invalid/{endereco}",
    }


def responder_aos_dezoito_assuntos(pagina: Page) -> None:
    item = "Conferir os dezoito assuntos do ato"
    abrir_item(pagina, item)
    constam = pagina.get_by_label("Consta", exact=True)
    artigos = pagina.get_by_label("Artigo", exact=True)
    trechos = pagina.get_by_label("Trecho do ato, se consta, ou observação")
    assert constam.count() == artigos.count() == trechos.count() == 18
    for numero in range(18):
        constam.nth(numero).check()
        artigos.nth(numero).fill(f"art. {numero + 1}")
        trechos.nth(numero).fill("O decreto trata do assunto neste artigo.")
    apertar(pagina, "Salvar")
    conferir_sem_erros(pagina)
    conferir_pronto(pagina, item)


def devolvida_e_corrigida(e: Elenco) -> None:
    devolver(
        e.gerente,
        CIDADE,
        "Informar a publicação do ato",
        "Falta a publicação",
        "O endereço abre outra página. Informe o da edição em que o decreto saiu.",
    )
    abrir_cidade(e.gestor_sei, CIDADE)
    seguir(e.gestor_sei, "Corrigir")
    expect(e.gestor_sei.get_by_text("O endereço abre outra página.").first).to_be_visible()
    preencher(e.gestor_sei, publicacao(e.hoje, "decreto-6700"))
    apertar(e.gestor_sei, "Salvar e voltar à etapa")
    conferir_sem_erros(e.gestor_sei)
    enviar_etapa(e.gestor_sei)


def gestao_documental(e: Elenco) -> None:
    """A trilha corre ao lado: começa e não segura as outras etapas."""
    abrir_etapa(e.gestor_documental, CIDADE, "Gestão documental")
    fazer(
        e.gestor_documental,
        "Criar por lei o arquivo público municipal",
        {
            "Tipo de ato": "Lei",
            "Número": "2.900",
            "Ano do número": str(e.hoje.year),
            "Data da assinatura": e.hoje,
            "Ementa": "Cria o Arquivo Público Municipal.",
            **publicacao(e.hoje, "lei-2900"),
        },
    )
