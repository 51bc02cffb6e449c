"""A etapa 1: termo e acordo, com um registro em nome do prefeito."""

from datetime import date, timedelta

from playwright.sync_api import Page, expect

from seicidades.comum.papeis import Papel
from tests.jornadas.adamantina.elenco import CIDADE, PESSOAS, Elenco, email_de
from tests.jornadas.passos import (
    abrir_analise,
    abrir_etapa,
    aprovar,
    declarar,
    em_nome_de_outra,
    enviar_etapa,
    fazer,
)

PROCESSO = "018.00012345/2024-39"


def adesao(e: Elenco) -> None:
    abrir_etapa(e.gestor_sei, CIDADE, "Adesão")
    fazer(
        e.gestor_sei,
        "Informar os dados da prefeitura",
        {
            "CNPJ": "12.ABC.345/01DE-35",
            "E-mail institucional": "gabinete.3500105@exemplo.invalid",
            "Telefone": "(18) 3502-9000",
            "CEP": "17800-000",
            "Rua, avenida ou praça": "Avenida dos Ipês",
            "Número": "100",
            "Bairro": "Centro",
        },
    )
    fazer(
        e.gestor_sei,
        "Informar quem representa a prefeitura",
        {
            "Nome completo": PESSOAS[Papel.REPRESENTANTE],
            "Cargo": "Prefeito",
            "E-mail": email_de(Papel.REPRESENTANTE),
            "Início do mandato": e.hoje - timedelta(days=300),
            "Fim do mandato": e.hoje + timedelta(days=900),
        },
    )
    abrir_etapa(e.gerente, CIDADE, "Adesão")
    fazer(
        e.gerente,
        "Pedir o cadastro de usuário externo no SEI do Estado",
        {
            **em_nome_de_outra("Bento Lemos ligou hoje e contou que fez o pedido."),
            "Dia do pedido": e.hoje,
        },
    )
    fazer(e.gerente, "Liberar o usuário externo", {"Dia da liberação": e.hoje})
    fazer(
        e.gerente,
        "Disponibilizar o Termo de Adesão para assinatura",
        {
            "Processo no SEI do Estado": PROCESSO,
            "Documento no SEI": "1234567",
            "Disponível para assinatura desde": e.hoje,
        },
    )
    abrir_etapa(e.representante, CIDADE, "Adesão")
    assinar(e.representante, "Assinar o Termo de Adesão", "Bento Lemos", e.hoje)
    declarar(
        e.gestor_sei,
        "Conferir a minuta do acordo de cooperação",
        "A procuradoria leu e não apontou ressalva.",
    )
    fazer(e.gerente, "Disponibilizar o acordo de cooperação para assinatura", acordo(e.hoje))
    assinar(e.representante, "Assinar o acordo pelo município", "Bento Lemos", e.hoje)
    fazer(
        e.gerente,
        "Assinar o acordo pela SGGD",
        {**em_nome_de_outra("Consulta ao processo, hoje."), "Nair Freire assinou em": e.hoje},
    )
    assinar(e.gerente, "Assinar o acordo pela Prodesp", "Hugo Pires", e.hoje)
    fazer(
        e.gerente,
        "Publicar o extrato do acordo",
        {
            **em_nome_de_outra("Diário Oficial de hoje."),
            "Data da publicação": e.hoje,
            "Endereço na internet": "https://diario.exemplo.invalid/extrato",
        },
    )
    e.gestor_sei.reload()
    enviar_etapa(e.gestor_sei)
    quem_registrou_nao_aprova(e.gerente)
    aprovar(e.outra_gerente, CIDADE, todas=True)


def acordo(hoje: date) -> dict:
    return {
        "Tipo do documento": "Acordo de Cooperação Técnica",
        "Processo no SEI do Estado": PROCESSO,
        "Documento no SEI": "1234599",
        "Disponível para assinatura desde": hoje,
        "Nome da 2ª pessoa": "Nair Freire",
        "Cargo da 2ª pessoa": "Secretária executiva",
        "A 2ª assina por": "SGGD",
        "Nome da 3ª pessoa": "Hugo Pires",
        "Cargo da 3ª pessoa": "Diretor",
        "A 3ª assina por": "Prodesp",
    }


def assinar(pagina: Page, item: str, nome: str, dia: date) -> None:
    fazer(pagina, item, {f"{nome} assinou em": dia})


def quem_registrou_nao_aprova(gerente: Page) -> None:
    """A análise diz por que não, e o botão não envia."""
    abrir_analise(gerente, CIDADE)
    expect(gerente.get_by_text("Você registrou «Publicar o extrato do acordo»")).to_be_visible()
    expect(gerente.get_by_role("button", name="Aprovar etapa")).to_be_disabled()
