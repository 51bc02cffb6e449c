"""CPF não se guarda aqui: cada campo de texto o recusa, com o que se digitou."""

import pytest
from django.urls import reverse
from django.utils import timezone

from interlocutores.models import AtoDeDesignacao, Designacao
from seicidades.comum.digitos import tem_cpf
from seicidades.comum.papeis import Papel
from seicidades.contas.models import Convite, Usuario
from seicidades.correio.models import Mensagem
from seicidades.fluxo.models import Andamento
from seicidades.operacao.registros import mascarar
from tests.factories import UsuarioFactory
from tests.interlocutores.factories import DesignacaoFactory
from tests.interlocutores.test_views import ANA, ATO, BIA, CONTATO

CPF = "111.444.777-35"
HOJE = timezone.localdate().isoformat()
PESSOA = {"nome", "nome_social", "matricula", "cargo", "unidade"}
CAMPOS = {
    "gestor_documental": (ANA, PESSOA),
    "substituir_gestor_ti": (BIA | {"inicio": HOJE}, {*PESSOA, "motivo"}),
    "encerrar_gestor_ti": ({"fim": HOJE}, {"motivo"}),
    "suplentes": (ANA | {"papeis": ["gestor_ti"]}, PESSOA),
    "contato_gestor_ti": (CONTATO, {"nome_social", "cargo", "unidade"}),
    "ato": (ATO | {"link": "https://exemplo.invalid/p"}, {"numero", "veiculo"}),
}


@pytest.mark.parametrize("nome", CAMPOS)
@pytest.mark.parametrize("escrito", [CPF, "11144477735"])
def test_cada_campo_recusa_e_devolve_o_que_se_digitou(pagina, cidade, nome, escrito):
    titular = DesignacaoFactory(implantacao=cidade.implantacao, papel=Papel.GESTOR_TI)
    dados, campos = CAMPOS[nome]
    dados = dados | {"designacoes": [titular.pk]} | dict.fromkeys(campos, escrito)
    quem = cidade.gestor_ti if nome.startswith("contato") else cidade.gestor_sei
    resposta = pagina(nome, quem, dados)
    formulario = resposta.context["form"]
    assert set(formulario.errors) == campos
    assert all("Há um CPF" in erro for erros in formulario.errors.values() for erro in erros)
    assert all(formulario[campo].value() == escrito for campo in campos)
    assert list(Designacao.objects.values_list("fim", "ato")) == [(None, None)]
    assert not AtoDeDesignacao.objects.exists()


@pytest.mark.parametrize("matricula", ["1234", "111.444.777-00", "11144477700"])
def test_matricula_que_nao_e_cpf_passa(pagina, cidade, matricula):
    dados = ANA | {"matricula": matricula}
    assert pagina("gestor_documental", cidade.gestor_sei, dados).status_code == 302


def test_convite_perfil_e_aceite_recusam_no_nome(client, cidade):
    client.force_login(cidade.gerente)
    url = reverse("contas:pessoas", args=[cidade.implantacao.orgao_id])
    convite = {"papel": "apoio", "nome": f"Bia {CPF}", "email": "bia@exemplo.invalid"}
    assert list(client.post(url, convite).context["form"].errors) == ["nome"]
    assert not Convite.objects.exists()
    perfil = {"nome": f"Bia {CPF}", "nome_social": "", "telefone": ""}
    resposta = client.post(reverse("contas:perfil"), perfil)
    assert list(resposta.context["form"].errors) == ["nome"]
    assert not Usuario.objects.filter(nome__contains="111").exists()


def test_a_administracao_tambem_recusa(client, cidade):
    client.force_login(UsuarioFactory(administrador=True))
    designacao = DesignacaoFactory(implantacao=cidade.implantacao)
    url = reverse("admin:interlocutores_designacao_change", args=[designacao.pk])
    campos = ("nome", "nome_social", "cargo", "unidade", "telefone")
    dados = {campo: getattr(designacao, campo) for campo in campos} | {"matricula": CPF}
    resposta = client.post(url, dados)
    assert list(resposta.context["adminform"].form.errors) == ["matricula"]


def test_cpf_digitado_por_engano_nao_chega_a_registro_endereco_mensagem_nem_andamento(
    client, pagina, cidade, em_nome_de, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level("DEBUG")
    enderecos, corpos = [], []
    with django_capture_on_commit_callbacks(execute=True):
        for dados in (ANA | {"matricula": CPF}, ANA | {"matricula": ""}):
            enviada = pagina("gestor_ti", cidade.gerente, dados | em_nome_de)
            enderecos += [enviada.get("Location", "")]
        saida = {"motivo": "outro", "texto": f"Meu CPF é {CPF}.", "vinculos": []}
        client.force_login(cidade.gestor_ti)
        corpos.append(client.post(reverse("contas:nao_sou_mais_eu"), saida).context["form"].errors)
    for perdido in ("convites", "entrar", "nao-sou-mais-eu"):
        resposta = client.get(f"/{perdido}/11144477735/")
        assert resposta.status_code in (404, 410)
        corpos.append(resposta.text)

    assert Designacao.objects.get().email == "ana@exemplo.invalid"
    escrito = [mascarar(caplog.text), str(enderecos), str(corpos[1:])]
    escrito += [m.assunto + m.texto + m.html for m in Mensagem.objects.all()]
    escrito += [str(a) for a in Andamento.objects.values_list("dados", "tipo")]
    assert not [trecho for trecho in escrito if tem_cpf(trecho)]
    assert "texto" in corpos[0]
