from datetime import date, timedelta

from adesao import externos, servicos
from adesao.models import (
    CadastroExterno,
    DadosDaPrefeitura,
    Representante,
)
from tests.adesao.apoio import amanha, recusa
from tests.adesao.factories import (
    CadastroExternoFactory,
    RepresentanteFactory,
)

ENDERECO = {
    "email": "gabinete@exemplo.invalid",
    "telefone": "1835029000",
    "logradouro": "Rua das Acácias",
    "numero": "100",
    "complemento": "",
    "bairro": "Centro",
    "cep": "17800000",
}
PREFEITA = {
    "nome": "Ana Prado",
    "nome_social": "",
    "cargo": "Prefeita",
    "email": "Ana@exemplo.invalid",
    "mandato_inicio": date(2025, 1, 1),
    "mandato_fim": date(2028, 12, 31),
}

# --- Prefeitura e representante


def test_informar_prefeitura_leva_o_cnpj_ao_orgao_e_corrige_o_que_ha(implantacao):
    servicos.informar_prefeitura(implantacao, cnpj="12ABC34501DE35", **ENDERECO)
    servicos.informar_prefeitura(
        implantacao, cnpj="12ABC34501DE35", **ENDERECO | {"bairro": "Vila Nova"}
    )
    implantacao.orgao.refresh_from_db()
    assert implantacao.orgao.cnpj == "12ABC34501DE35"
    assert DadosDaPrefeitura.objects.get(implantacao=implantacao).bairro == "Vila Nova"


def test_informar_prefeitura_recusa_cnpj_de_outro_orgao(implantacao, nova_implantacao):
    servicos.informar_prefeitura(nova_implantacao(), cnpj="12ABC34501DE35", **ENDERECO)
    frase = recusa(
        lambda: servicos.informar_prefeitura(implantacao, cnpj="12ABC34501DE35", **ENDERECO),
        "cnpj",
    )
    assert "já está em" in frase


def test_informar_representante_cria_e_depois_corrige_a_mesma_pessoa(implantacao):
    servicos.informar_representante(implantacao, **PREFEITA)
    servicos.informar_representante(implantacao, **PREFEITA | {"cargo": "Prefeita reeleita"})
    representante = implantacao.adesao_representantes.get()
    assert representante.email == "ana@exemplo.invalid"
    assert representante.cargo == "Prefeita reeleita"


def test_informar_representante_recusa_mandato_invertido_ou_longo_demais(implantacao):
    def com_fim(fim):
        return lambda: servicos.informar_representante(
            implantacao, **PREFEITA | {"mandato_fim": fim}
        )

    assert "antes do início" in recusa(com_fim(date(2024, 12, 31)), "mandato_fim")
    assert "8 anos" in recusa(com_fim(date(2034, 1, 1)), "mandato_fim")
    assert com_fim(date(2032, 12, 31))()


def test_informar_representante_recusa_posse_que_nao_chegou(implantacao):
    futuro = {"mandato_inicio": amanha(), "mandato_fim": amanha() + timedelta(days=1000)}
    dados = PREFEITA | futuro
    frase = recusa(lambda: servicos.informar_representante(implantacao, **dados), "mandato_inicio")
    assert "ainda não chegou" in frase
    assert not Representante.objects.exists()


def test_informar_representante_guarda_o_email_de_quem_ja_foi_liberado(implantacao):
    representante = RepresentanteFactory(implantacao=implantacao)
    cadastro = CadastroExternoFactory(representante=representante)
    outro = PREFEITA | {"email": "outra@exemplo.invalid"}
    servicos.informar_representante(implantacao, **outro)
    CadastroExterno.objects.filter(pk=cadastro.pk).update(liberado_em=date(2026, 3, 5))
    frase = recusa(lambda: servicos.informar_representante(implantacao, **PREFEITA), "email")
    assert "registre quem assumiu" in frase
    assert servicos.informar_representante(implantacao, **outro)


def test_trocar_representante_guarda_quem_saiu_ate_a_vespera(implantacao):
    antes = RepresentanteFactory(implantacao=implantacao)
    posse = PREFEITA | {"mandato_inicio": date(2026, 6, 1)}
    novo = servicos.trocar_representante(implantacao, **posse)
    antes.refresh_from_db()
    assert antes.mandato_fim == date(2026, 5, 31)
    assert servicos.representante_atual(implantacao) == novo
    assert not hasattr(novo, "cadastro_externo")


def test_trocar_representante_recusa_posse_futura_ou_anterior(implantacao):
    antes = RepresentanteFactory(implantacao=implantacao)

    def com_posse(dia):
        dados = PREFEITA | {"mandato_inicio": dia, "mandato_fim": dia + timedelta(days=1000)}
        return lambda: servicos.trocar_representante(implantacao, **dados)

    assert "ainda não chegou" in recusa(com_posse(amanha()), "mandato_inicio")
    assert "vem depois" in recusa(com_posse(antes.mandato_inicio), "mandato_inicio")
    assert Representante.objects.count() == 1


def test_representante_atual_ignora_quem_ainda_nao_tomou_posse(implantacao):
    atual = RepresentanteFactory(implantacao=implantacao, mandato_fim=date(2026, 5, 31))
    RepresentanteFactory(implantacao=implantacao, mandato_inicio=date(2026, 6, 1))
    assert servicos.representante_atual(implantacao, date(2026, 5, 31)) == atual
    assert servicos.representante_atual(implantacao, date(2024, 12, 31)) is None


# --- Usuário externo


def test_pedir_cadastro_pede_representante(implantacao):
    frase = recusa(lambda: externos.pedir_cadastro_externo(implantacao, pedido_em=date(2026, 3, 3)))
    assert "Informe primeiro quem representa" in frase


def test_pedir_cadastro_registra_o_dia_e_corrige(implantacao):
    RepresentanteFactory(implantacao=implantacao)
    externos.pedir_cadastro_externo(implantacao, pedido_em=date(2026, 3, 3))
    cadastro = externos.pedir_cadastro_externo(implantacao, pedido_em=date(2026, 3, 4))
    assert CadastroExterno.objects.get() == cadastro
    assert cadastro.pedido_em == date(2026, 3, 4)


def test_pedir_cadastro_recusa_dia_futuro_ou_depois_da_liberacao(implantacao):
    representante = RepresentanteFactory(implantacao=implantacao)
    CadastroExternoFactory(representante=representante, liberado=True)

    def pedir(dia):
        return lambda: externos.pedir_cadastro_externo(implantacao, pedido_em=dia)

    assert "ainda não chegou" in recusa(pedir(amanha()), "pedido_em")
    assert "depois da liberação" in recusa(pedir(date(2026, 3, 6)), "pedido_em")
    assert pedir(date(2026, 3, 5))()


def test_liberar_pede_o_pedido_e_vem_depois_dele(implantacao):
    def liberar(dia):
        return lambda: externos.liberar_cadastro_externo(implantacao, liberado_em=dia)

    representante = RepresentanteFactory(implantacao=implantacao)
    assert "Registre o pedido" in recusa(liberar(date(2026, 3, 5)))
    CadastroExternoFactory(representante=representante)
    assert "antes do pedido" in recusa(liberar(date(2026, 3, 2)), "liberado_em")
    assert "ainda não chegou" in recusa(liberar(amanha()), "liberado_em")
    assert liberar(date(2026, 3, 3))().liberado_em == date(2026, 3, 3)
