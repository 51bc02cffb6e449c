"""O que a etapa de adesão pede, a quem e em que ordem."""

from adesao.apuracao import apurar
from seicidades.fluxo.atalhos import registrar_atalho
from seicidades.fluxo.declaracao import (
    DiasUteis,
    Etapa,
    Fonte,
    Item,
    Lado,
    Origem,
    Papel,
    registrar,
)

PROGRAMA = Fonte(Origem.PROGRAMA, "Página do programa SEI Cidades")
PERGUNTAS = Fonte(Origem.PROGRAMA, "Perguntas frequentes do portal SEI Cidades")

ADESAO = registrar(
    Etapa(
        chave="adesao",
        titulo="Adesão",
        descricao=(
            "O Termo de Adesão e o acordo de cooperação, assinados no SEI do Governo do Estado. "
            "Aqui se vê em que mãos está cada assinatura."
        ),
        ordem=1,
        apurar=apurar,
        itens=(
            Item(
                chave="prefeitura_informada",
                titulo="Informar os dados da prefeitura",
                ajuda=(
                    "CNPJ, e-mail, telefone e endereço como devem sair nos documentos. "
                    "Um dado errado aqui volta para correção lá na frente."
                ),
                papel=Papel.GESTOR_SEI,
                prazo=DiasUteis(5),
                pagina="adesao:prefeitura",
                por_fato=True,
                minutos=5,
            ),
            Item(
                chave="prefeito_informado",
                titulo="Informar quem representa a prefeitura",
                ajuda=(
                    "Nome, e-mail e mandato da prefeita ou do prefeito, que assina os documentos. "
                    "O e-mail será o login dessa pessoa no SEI do Estado; não pedimos CPF."
                ),
                papel=Papel.GESTOR_SEI,
                prazo=DiasUteis(5),
                pagina="adesao:representante",
                por_fato=True,
                minutos=5,
            ),
            Item(
                chave="usuario_externo_pedido",
                titulo="Pedir o cadastro de usuário externo no SEI do Estado",
                ajuda=(
                    "Só assina quem tem cadastro no SEI do Governo do Estado. Ele é pessoal: "
                    "quem assume a prefeitura depois pede o seu. Informe o dia do pedido."
                ),
                papel=Papel.REPRESENTANTE,
                prazo=DiasUteis(5),
                depende_de=("prefeito_informado",),
                pagina="adesao:usuario_externo_pedido",
                por_fato=True,
                minutos=20,
                fonte=PERGUNTAS,
            ),
            Item(
                chave="usuario_externo_liberado",
                titulo="Liberar o usuário externo",
                ajuda=(
                    "O cadastro é conferido e passa de pendente a liberado. Enquanto isso, a "
                    "cidade espera e não está atrasada."
                ),
                papel=Papel.GERENTE,
                lado=Lado.PRODESP,
                prazo=DiasUteis(2),
                depende_de=("usuario_externo_pedido",),
                pagina="adesao:usuario_externo_liberado",
                por_fato=True,
                minutos=10,
            ),
            Item(
                chave="termo_disponibilizado",
                titulo="Disponibilizar o Termo de Adesão para assinatura",
                ajuda=(
                    "O termo entra no processo do projeto, no SEI do Estado. Registre o processo, "
                    "o documento e quem o assina."
                ),
                papel=Papel.GERENTE,
                lado=Lado.PRODESP,
                prazo=DiasUteis(3),
                depende_de=("prefeitura_informada", "usuario_externo_liberado"),
                pagina="adesao:termo",
                por_fato=True,
                minutos=15,
                fonte=PROGRAMA,
            ),
            Item(
                chave="termo_assinado",
                titulo="Assinar o Termo de Adesão",
                ajuda=(
                    "A assinatura é feita no SEI do Estado, com o cadastro de usuário externo. "
                    "Depois de assinar, informe aqui a data."
                ),
                papel=Papel.REPRESENTANTE,
                prazo=DiasUteis(5),
                depende_de=("termo_disponibilizado",),
                pagina="adesao:termo_assinado",
                por_fato=True,
                minutos=10,
                fonte=PROGRAMA,
            ),
            Item(
                chave="minuta_do_acordo_conferida",
                titulo="Conferir a minuta do acordo de cooperação",
                ajuda=(
                    "Com o termo assinado, a prefeitura recebe o kit de implantação e lê a minuta, "
                    "em geral com o jurídico. Diga quem leu e a que conclusão chegou; anexe o "
                    "parecer, se houver."
                ),
                papel=Papel.GESTOR_SEI,
                prazo=DiasUteis(10),
                depende_de=("termo_assinado",),
                dispensavel=True,
                minutos=60,
                fonte=PERGUNTAS,
            ),
            Item(
                chave="acordo_disponibilizado",
                titulo="Disponibilizar o acordo de cooperação para assinatura",
                ajuda=(
                    "O acordo entra no mesmo processo, depois do termo assinado. Registre o "
                    "documento e todas as pessoas que o assinam."
                ),
                papel=Papel.GERENTE,
                lado=Lado.PRODESP,
                prazo=DiasUteis(5),
                depende_de=("termo_assinado", "minuta_do_acordo_conferida"),
                pagina="adesao:acordo",
                por_fato=True,
                minutos=15,
                fonte=PROGRAMA,
            ),
            Item(
                chave="acordo_assinado_pelo_municipio",
                titulo="Assinar o acordo pelo município",
                ajuda=(
                    "Quem representa a prefeitura e as demais pessoas indicadas assinam no SEI do "
                    "Estado. Informe a data de cada assinatura."
                ),
                papel=Papel.REPRESENTANTE,
                prazo=DiasUteis(5),
                depende_de=("acordo_disponibilizado",),
                pagina="adesao:acordo_assinado_municipio",
                por_fato=True,
                minutos=10,
                fonte=PROGRAMA,
            ),
            Item(
                chave="acordo_assinado_pela_sggd",
                titulo="Assinar o acordo pela SGGD",
                ajuda=(
                    "A Secretaria de Gestão e Governo Digital assina no SEI do Estado. O gerente "
                    "de projetos acompanha e informa a data."
                ),
                papel=Papel.GERENTE,
                lado=Lado.SGGD,
                prazo=DiasUteis(10),
                depende_de=("acordo_assinado_pelo_municipio",),
                pagina="adesao:acordo_assinado_sggd",
                por_fato=True,
                minutos=5,
                fonte=PROGRAMA,
            ),
            Item(
                chave="acordo_assinado_pela_prodesp",
                titulo="Assinar o acordo pela Prodesp",
                ajuda=(
                    "A Prodesp, que cede o sistema, assina no SEI do Estado. O gerente de "
                    "projetos informa a data."
                ),
                papel=Papel.GERENTE,
                lado=Lado.PRODESP,
                prazo=DiasUteis(10),
                depende_de=("acordo_assinado_pelo_municipio",),
                pagina="adesao:acordo_assinado_prodesp",
                por_fato=True,
                minutos=5,
                fonte=PROGRAMA,
            ),
            Item(
                chave="extrato_publicado",
                titulo="Publicar o extrato do acordo",
                ajuda=(
                    "O resumo do acordo sai no Diário Oficial do Estado depois de todas as "
                    "assinaturas. Informe a data e o endereço, ou anexe a página."
                ),
                papel=Papel.GERENTE,
                lado=Lado.SGGD,
                prazo=DiasUteis(10),
                depende_de=(
                    "acordo_assinado_pelo_municipio",
                    "acordo_assinado_pela_sggd",
                    "acordo_assinado_pela_prodesp",
                ),
                pagina="adesao:extrato",
                por_fato=True,
                minutos=5,
            ),
        ),
    )
)

registrar_atalho("adesao", "Instrumentos e assinaturas", "adesao:instrumentos")
