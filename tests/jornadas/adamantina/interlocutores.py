"""A etapa 2, e a pausa que vem depois dela."""

from datetime import date

from playwright.sync_api import Page, expect

from seicidades.comum.papeis import Papel
from seicidades.municipios.calendario import calendario_do_municipio
from tests.jornadas.adamantina.elenco import CIDADE, PESSOAS, Elenco, email_de, implantacao
from tests.jornadas.passos import (
    abrir_cidade,
    abrir_etapa,
    abrir_item,
    apertar,
    aprovar,
    conferir_mensagem,
    conferir_sem_erros,
    enviar_etapa,
    fazer,
    preencher,
    seguir,
)


def interlocutores(e: Elenco) -> None:
    abrir_etapa(e.representante, CIDADE, "Interlocutores")
    designar(e.representante, Papel.GESTOR_SEI, "Designar o Gestor SEI", e.hoje)
    abrir_etapa(e.gestor_sei, CIDADE, "Interlocutores")
    designar(e.gestor_sei, Papel.GESTOR_TI, "Designar o Gestor de TI", e.hoje)
    designar(e.gestor_sei, Papel.GESTOR_CONHECIMENTO, "Designar o Gestor do Conhecimento", e.hoje)
    designar(e.gestor_sei, Papel.GESTOR_DOCUMENTAL, "Designar o Gestor Documental", e.hoje)
    fazer(
        e.gestor_sei,
        "Publicar o ato que designa os interlocutores",
        {
            "Tipo do ato": "Portaria",
            "Número": "118/2026",
            "Data do ato": e.hoje,
            "Onde foi publicado": "Diário Oficial do Município",
            "Data da publicação": e.hoje,
            "Endereço na internet": "https://diario.exemplo.invalid/portaria-118",
        },
    )
    dispensar_suplentes(e)
    for papel in list(PESSOAS)[1:]:
        confirmar_contato(e.pessoas[papel], papel)
    e.gestor_sei.reload()
    enviar_etapa(e.gestor_sei)
    aprovar(e.gerente, CIDADE)


def designar(pagina: Page, papel: Papel, item: str, hoje: date) -> None:
    fazer(
        pagina,
        item,
        {
            "Nome completo": PESSOAS[papel],
            "Cargo": "Analista",
            "Secretaria ou unidade": "Secretaria de Administração",
            "E-mail institucional": email_de(papel),
            "Telefone": "(18) 3502-9000",
            "Início": hoje,
        },
        botao="Designar e voltar à etapa",
    )


def dispensar_suplentes(e: Elenco) -> None:
    """A cidade pede; quem decide é outra pessoa."""
    item = "Informar quem substitui cada interlocutor"
    abrir_item(e.gestor_sei, item)
    seguir(e.gestor_sei, "Pedir dispensa")
    preencher(e.gestor_sei, {"Por que não se aplica": "A prefeitura não tem quem indicar agora."})
    apertar(e.gestor_sei, "Pedir dispensa")
    conferir_sem_erros(e.gestor_sei)
    abrir_etapa(e.gerente, CIDADE, "Interlocutores")
    abrir_item(e.gerente, item)
    seguir(e.gerente, "Dispensar o item")
    apertar(e.gerente, "Dispensar o item")
    conferir_sem_erros(e.gerente)


def confirmar_contato(pagina: Page, papel: Papel) -> None:
    abrir_etapa(pagina, CIDADE, "Interlocutores")
    fazer(pagina, f"Confirmar os contatos do {papel.rotulo}", {}, botao="Confirmar contato")


def suspensao_e_retomada(e: Elenco) -> None:
    amanha = calendario_do_municipio(implantacao().orgao.municipio_id).somar(e.hoje, 1)
    abrir_cidade(e.gerente, CIDADE)
    seguir(e.gerente, "Suspender a implantação")
    preencher(e.gerente, {"Motivo": "Enchente no centro da cidade.", "Retomar em": amanha})
    apertar(e.gerente, "Suspender")
    conferir_sem_erros(e.gerente)
    abrir_cidade(e.gestor_sei, CIDADE)
    expect(e.gestor_sei.get_by_text("A implantação está suspensa")).to_be_visible()
    seguir(e.gerente, "Retomar a implantação")
    apertar(e.gerente, "Retomar")
    conferir_mensagem(e.gerente, "Implantação retomada.")
